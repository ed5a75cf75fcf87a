/** Who may import whom; docs/architecture.md says why. `npm run check:imports` fails the build on a breach. */
const pureRooms = '^shared/(membership|identity|words|token/(?!signer))';
const adapters = '^shared/(store|stripe|aws|oidc|token/signer)';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'client-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^client/src' },
      to: { pathNot: '^client/src', dependencyTypesNot: ['core'] },
    },
    {
      name: 'pure-rooms-import-only-each-other',
      comment:
        'They share the claims contract, which the client owns, and may hash; ESLint keeps randomness out.',
      severity: 'error',
      from: { path: pureRooms },
      to: { pathNot: [pureRooms, '^client/src/claims\\.ts$', '^(node:)?crypto$'] },
    },
    {
      name: 'adapters-never-import-each-other',
      severity: 'error',
      from: { path: '^shared/(store|stripe|aws|oidc)/' },
      to: { path: adapters, pathNot: '^shared/$1/' },
    },
    {
      name: 'shared-stays-below',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(functions|infra|local|test)/' },
    },
    {
      name: 'functions-stay-in-their-folder',
      comment: 'A handler.ts is a composition root and may wire in what another function owns.',
      severity: 'error',
      from: { path: '^functions/([^/]+)/', pathNot: '/(handler|[a-z-]+-command)\\.ts$' },
      to: { path: '^functions/', pathNot: '^functions/($1|http)/' },
    },
    {
      name: 'hono-only-in-functions-local-test',
      severity: 'error',
      from: { path: '^(shared|client|infra)/' },
      to: { path: 'node_modules/(hono|@hono)/' },
    },
    {
      name: 'stripe-sdk-only-in-shared-stripe',
      comment: 'The Stripe double and the tests talk about its shapes too.',
      severity: 'error',
      from: { path: '^(shared|functions|infra|client)/', pathNot: ['^shared/stripe/', '/handler\\.ts$'] },
      to: { path: 'node_modules/stripe/' },
    },
    {
      name: 'dynamodb-only-in-shared-store',
      severity: 'error',
      from: {
        path: '^(shared|functions|client|infra)/',
        pathNot: ['^shared/store/', '/handler\\.ts$', '^functions/environment\\.ts$'],
      },
      to: { path: 'node_modules/@aws-sdk/(client-dynamodb|util-dynamodb)/' },
    },
    {
      name: 'nothing-imports-local-or-test',
      comment: 'A command that a person runs may also put its messages into the queue of npm start.',
      severity: 'error',
      from: { path: '^(client|shared|functions|infra)/', pathNot: '-command\\.ts$' },
      to: { path: '^(local|test)/' },
    },
    {
      name: 'infra-imports-names-and-config',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^(functions|client|local|shared)/', pathNot: '^shared/(store/tables|config/)' },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'run-time-code-uses-run-time-dependencies',
      severity: 'error',
      from: { path: '^(shared|functions)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^client/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
