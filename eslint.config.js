import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const pureRooms = ['shared/membership/**', 'shared/identity/**', 'shared/words/**', 'shared/token/*.ts'];

export default tseslint.config(
  { ignores: ['node_modules', 'cdk.out', 'client/dist', '.gatefold', 'coverage'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    files: pureRooms,
    ignores: ['shared/token/signer.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'The pure rooms read no environment.' },
        { name: 'fetch', message: 'The pure rooms call nobody.' },
        { name: 'crypto', message: 'The pure rooms take ids and random bytes as arguments.' },
        { name: 'setTimeout', message: 'The pure rooms take time as an argument.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: ['node:crypto', 'crypto'].map((name) => ({
            name,
            allowImportNames: ['createHash', 'createHmac', 'timingSafeEqual'],
            message: 'The pure rooms may hash; random bytes come in as arguments.',
          })),
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The pure rooms take `now` as an argument.' },
        { object: 'Math', property: 'random', message: 'The pure rooms take randomness as an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'The pure rooms take `now` as an argument.',
        },
      ],
    },
  },
  {
    files: ['local/**', 'test/**', 'client/build.ts', 'functions/**/*-command.ts'],
    rules: { 'no-console': 'off' },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
