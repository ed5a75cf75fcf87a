/**
 * Claims: before anything is made, a deployment says all that it lacks, each by a code, a sentence and the command that
 * mends it, and never repeats a secret. It only reads for that. What a person may not see stops nothing. Then it deploys,
 * says in words what came out, shows the first admin key once, and asks the service whether it is there.
 */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readFileSync, writeFileSync } from 'node:fs';
import { deploy } from '../../../functions/commands/deploy.ts';
import { FINDING_LEVELS } from '../../../functions/commands/deploy/finding.ts';
import type { DeployDeps } from '../../../functions/commands/deploy.ts';
import { createAwsAccount } from '../../../shared/aws/account.ts';
import { defineConfig } from '../../../shared/config/schema.ts';
import type { GatefoldConfig } from '../../../shared/config/schema.ts';
import { createStripeClient } from '../../../shared/stripe/client.ts';
import { createSetup } from '../../../shared/stripe/setup.ts';
import { createStripeDouble } from '../../../local/stripe/double.ts';
import { accountDouble } from '../../infra/aws-account.ts';
import type { AccountState } from '../../infra/aws-account.ts';
import { startAwsDouble } from '../../infra/aws-double.ts';
import { ROOT } from '../../local/support.ts';
import { openFront } from '../../support/front.ts';
import type { Front } from '../../support/front.ts';
import publication from '../../../gatefold.config.ts';

const HOSTS = {
  service: 'https://access.gazette.news',
  site: 'https://gazette.news',
  cookieDomain: 'gazette.news',
  allowedOrigins: ['https://gazette.news'],
};
const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b';
const SECRET = '5ecre7'.repeat(8);
const READS = [
  'acm:DescribeCertificate',
  'cloudformation:DescribeStacks',
  'dynamodb:DescribeTable',
  'lambda:GetAccountSettings',
  'ses:GetAccount',
  'ses:GetEmailIdentity',
  'ssm:GetParameters',
  'sts:GetCallerIdentity',
];
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';
const param = (name: string) => `/gatefold/test/${name}`;

const READY: AccountState = {
  account: '111122223333',
  parameters: {
    [BOOTSTRAP]: ['String', '28'],
    [param('stripe-key')]: ['SecureString', 'sk_test_commands'],
    [param('stripe-webhook-secret')]: ['SecureString', 'whsec_0123456789abcdef'],
    [param('session-secret')]: ['SecureString', 'A'.repeat(20) + 'b'.repeat(23)],
    [param('origin-secret')]: ['String', '0f'.repeat(32)],
  },
  stacks: {},
  tables: [],
  certificates: { [CERTIFICATE]: { status: 'ISSUED', names: ['access.gazette.news'] } },
  concurrency: 1_000,
  mail: { inProduction: true, sending: true },
  mailDomains: {},
};

const KEY = 'sk_test_commands';
/** Two accounts at Stripe: as `stripe:setup` leaves one, and as it finds it. Nothing here writes to them. */
let stripe: { readonly ready: Front; readonly empty: Front };
const doubles = [1, 2].map(() =>
  createStripeDouble({ file: ':memory:', publicUrl: 'http://127.0.0.1', apiKey: KEY }),
);
beforeAll(async () => {
  const [ready, empty] = await Promise.all(doubles.map((double) => openFront(double.app)));
  if (ready === undefined || empty === undefined) throw new Error('There are two.');
  const client = createStripeClient({ secretKey: KEY, apiBase: ready.url });
  const config = defineConfig({ ...publication, hosts: HOSTS });
  const setup = createSetup(client, config, 'run', (call) => call());
  for (const step of (await setup.plan()).steps) await setup.apply(step);
  stripe = { ready, empty };
});
afterAll(async () => {
  await Promise.all(Object.values(stripe).map((front) => front.close()));
  await Promise.all(doubles.map((double) => double.stop()));
});

interface Situation {
  readonly state?: Partial<AccountState>;
  readonly parameters?: AccountState['parameters'];
  readonly args?: readonly string[];
  readonly deps?: Partial<DeployDeps>;
  readonly hosts?: GatefoldConfig['hosts'];
  readonly rights?: readonly string[];
  readonly stripe?: 'empty' | 'away';
}

async function run(situation: Situation) {
  const { state = {}, parameters = {}, rights = READS } = situation;
  const account = accountDouble({
    ...READY,
    ...state,
    parameters: { ...READY.parameters, ...parameters },
  });
  const aws = await startAwsDouble({ rights, secrets: {}, dynamodb: '', account });
  onTestFinished(() => aws.close());
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const away = 'http://127.0.0.1:9';
  const apiBase =
    situation.stripe === 'away' ? away : situation.stripe === 'empty' ? stripe.empty.url : stripe.ready.url;
  const cdkCalls: (readonly string[])[] = [];
  const written = { out: '', err: '' };
  const code = await deploy(
    ['--stage', 'test', '-c', `certificateArn=${CERTIFICATE}`, ...(situation.args ?? ['--check', '--json'])],
    {
      loadConfig: () =>
        Promise.resolve(defineConfig({ ...publication, hosts: { ...HOSTS, ...situation.hosts } })),
      context: {},
      aws: createAwsAccount({
        region: 'eu-west-1',
        credentials: () => Promise.resolve(credentials),
        endpoint: aws.origin,
      }),
      stripe: { pace: (call) => call(), apiBase },
      lookUp: () => Promise.resolve(true),
      cdk(args) {
        cdkCalls.push(args);
        return Promise.resolve(1);
      },
      firstAdminKey: () => Promise.reject(new Error('Not yet.')),
      fetch: () => Promise.reject(new Error('Not yet.')),
      ...situation.deps,
    },
    {
      print: (text) => (written.out += `${text}\n`),
      tell: (text) => (written.err += `${text}\n`),
      agree: () => Promise.resolve('nobody'),
    },
  );
  return { code, ...written, aws, cdkCalls };
}

interface Report {
  readonly isReady: boolean;
  readonly account: string;
  readonly findings: readonly {
    readonly code: string;
    readonly level: string;
    readonly says: string;
    readonly mend: readonly string[];
  }[];
}
const reportOf = ({ out }: { readonly out: string }) => JSON.parse(out) as Report;

/** What is said where all else is as it should be. */
const USUAL = ['mail_domain_unproved'];

test('where nothing is missing that is said, with the account, and nothing was written anywhere', async () => {
  const ended = await run({});
  const { isReady, account, findings } = reportOf(ended);
  expect([ended.code, isReady, account]).toEqual([0, true, '111122223333']);
  expect(findings.map(({ code }) => code)).toEqual(USUAL);
  expect([...ended.aws.used].sort()).toEqual(READS);
  expect(ended.aws.refused).toEqual([]);
  expect(ended.cdkCalls).toEqual([]);
});

const MISSING: readonly (Situation & {
  readonly code: string;
  readonly says: RegExp;
  readonly mend: RegExp;
})[] = [
  {
    code: 'config_placeholder',
    args: ['-c', 'mailFrom=no-reply@thefold.example', '--check', '--json'],
    says: /^thefold\.example can belong to nobody/,
    mend: /gatefold\.config\.ts/,
  },
  { code: 'region_missing', deps: { aws: undefined }, says: /region/, mend: /^export AWS_REGION=/ },
  {
    code: 'credentials_refused',
    state: { refusesAll: 'ExpiredToken' },
    says: /ExpiredToken/,
    mend: /^aws sso login$/,
  },
  {
    code: 'bootstrap_missing',
    parameters: { [BOOTSTRAP]: undefined },
    says: /111122223333, eu-west-1/,
    mend: /^npx cdk bootstrap aws:\/\/111122223333\/eu-west-1$/,
  },
  {
    code: 'bootstrap_old',
    parameters: { [BOOTSTRAP]: ['String', '5'] },
    says: /version 5; 6 is needed/,
    mend: /^npx cdk bootstrap /,
  },
  {
    code: 'stack_busy',
    state: { stacks: { 'gatefold-test-data': 'UPDATE_IN_PROGRESS' } },
    says: /gatefold-test-data: UPDATE_IN_PROGRESS/,
    mend: /^aws cloudformation wait /,
  },
  {
    code: 'stack_stuck',
    state: {
      stacks: { 'gatefold-test-data': 'CREATE_COMPLETE', 'gatefold-test-service': 'UPDATE_ROLLBACK_FAILED' },
    },
    says: /gatefold-test-service stands still in UPDATE_ROLLBACK_FAILED/,
    mend: /describe-stack-events|continue-update-rollback/,
  },
  {
    code: 'tables_kept',
    state: { tables: ['gatefold-test-members'] },
    says: /take them back first/,
    mend: /^npx cdk import gatefold-test-data$/,
  },
  ...['stripe-key', 'stripe-webhook-secret', 'session-secret', 'origin-secret'].map((name) => ({
    code: 'parameter_missing',
    parameters: { [param(name)]: undefined },
    says: new RegExp(`^${param(name)} is not there`),
    mend: new RegExp(`^aws ssm put-parameter --type \\w+ --name ${param(name)} --value `),
  })),
  ...['stripe-key', 'stripe-webhook-secret', 'session-secret'].map((name) => ({
    code: 'parameter_not_encrypted',
    parameters: { [param(name)]: ['String', SECRET] as const },
    says: /plain text/,
    mend: /^aws ssm (delete|put)-parameter /,
  })),
  {
    code: 'parameter_encrypted',
    parameters: { [param('origin-secret')]: ['SecureString', '0f'.repeat(32)] },
    says: /CloudFormation can not read/,
    mend: /^aws ssm (delete|put)-parameter /,
  },
  ...[
    ['stripe-key', 'sk_test_…'],
    ['stripe-webhook-secret', 'any text there now'],
    ['stripe-webhook-secret', 'whsec_...'],
    ['session-secret', 'A'.repeat(43)],
  ].map(([name = '', value = '']) => ({
    code: 'parameter_placeholder',
    parameters: { [param(name)]: ['SecureString', value] as const },
    says: /placeholder/,
    mend: /^aws ssm put-parameter --overwrite /,
  })),
  ...[
    ['stripe-key', `pk_test_${SECRET}`],
    ['stripe-webhook-secret', SECRET],
    ['session-secret', 'c2hvcnQ'],
    ['session-secret', `${SECRET}+/=`],
  ].map(([name = '', value = '']) => ({
    code: 'parameter_malformed',
    parameters: { [param(name)]: ['SecureString', value] as const },
    says: /does not look like/,
    mend: /^aws ssm put-parameter --overwrite /,
  })),
  {
    code: 'stripe_key_other_mode',
    parameters: { [param('stripe-key')]: ['SecureString', `sk_live_${SECRET}`] },
    says: /is of live mode, and this deployment takes test events/,
    mend: /sk_test_…/,
  },
  {
    code: 'stripe_key_refused',
    parameters: { [param('stripe-key')]: ['SecureString', `rk_test_${SECRET}`] },
    says: /does not know the key/,
    mend: /stripe-key/,
  },
  {
    code: 'webhook_endpoint_missing',
    stripe: 'empty',
    says: /https:\/\/access\.gazette\.news\/webhooks\/stripe/,
    mend: /npm run stripe:setup -- --stage test$/,
  },
  {
    code: 'certificate_unknown',
    state: { certificates: {} },
    says: /There is no certificate arn:/,
    mend: /list-certificates --region us-east-1/,
  },
  {
    code: 'certificate_not_issued',
    state: { certificates: { [CERTIFICATE]: { status: 'PENDING_VALIDATION', names: [] } } },
    says: /PENDING_VALIDATION/,
    mend: /describe-certificate/,
  },
  ...['gazette.news', '*.access.gazette.news', '*.news'].map((name) => ({
    code: 'certificate_other_host',
    state: { certificates: { [CERTIFICATE]: { status: 'ISSUED', names: [name] } } },
    says: /and not for access\.gazette\.news/,
    mend: /request-certificate .*--domain-name access\.gazette\.news$/,
  })),
  {
    code: 'mail_domain_taken',
    state: { mailDomains: { 'gazette.news': true } },
    says: /from elsewhere/,
    mend: /-c mailIdentity=existing$/,
  },
  {
    code: 'mail_domain_unknown',
    args: ['-c', 'mailIdentity=existing', '--check', '--json'],
    says: /does not know gazette\.news/,
    mend: /create-email-identity/,
  },
];

describe('what is missing stops a deployment before anything is made', () => {
  test.each(MISSING)('$code: $says', async ({ code, says, mend, ...situation }) => {
    const checked = await run(situation);
    const { isReady, findings } = reportOf(checked);
    expect([checked.code, isReady]).toEqual([2, false]);
    const stopping = findings.filter(({ level }) => level === 'missing');
    expect(stopping.map((finding) => finding.code)).toEqual([code]);
    expect(stopping[0]?.says).toMatch(says);
    expect(stopping[0]?.mend.length).toBeGreaterThan(0);
    for (const line of stopping[0]?.mend ?? []) expect(line).toMatch(mend);
    expect(checked.out + checked.err).not.toContain(SECRET);
    expect(checked.aws.refused).toEqual([]);

    const args = (situation.args ?? []).filter((arg) => !['--check', '--json'].includes(arg));
    const tried = await run({ ...situation, args });
    expect([tried.code, tried.cdkCalls]).toEqual([2, []]);
    expect(tried.out).toContain(`✗ ${code}: `);
    expect(tried.out + tried.err).not.toContain(SECRET);
  });
});

test('the configuration as it comes is not deployed', async () => {
  const ended = await run({ hosts: publication.hosts });
  const [first] = reportOf(ended).findings;
  expect([ended.code, first?.code]).toEqual([2, 'config_placeholder']);
  expect(first?.says).toMatch(/^access\.thefold\.example and thefold\.example can belong to nobody/);
});

const TO_KNOW: readonly (Situation & { readonly code: string; readonly says: RegExp })[] = [
  { code: 'concurrency_low', state: { concurrency: 10 }, says: /answers 10 calls at once/ },
  { code: 'mail_sandbox', state: { mail: { inProduction: false, sending: true } }, says: /sandbox/ },
  { code: 'mail_stopped', state: { mail: { inProduction: true, sending: false } }, says: /stopped SES/ },
  {
    code: 'host_without_dns',
    deps: { lookUp: () => Promise.resolve(false) },
    says: /access\.gazette\.news has no address yet/,
  },
  { code: 'stripe_not_checked', stripe: 'away', says: /could not be asked/ },
  {
    code: 'not_checked',
    rights: READS.filter((right) => right !== 'lambda:GetAccountSettings'),
    says: /lambda:GetAccountSettings/,
  },
];

describe('what a person should know is said, and stops nothing', () => {
  test.each(TO_KNOW)('$code', async ({ code, says, ...situation }) => {
    const ended = await run(situation);
    const { isReady, findings } = reportOf(ended);
    expect([ended.code, isReady]).toEqual([0, true]);
    expect(findings.find((finding) => finding.code === code)?.says).toMatch(says);
    expect(new Set(findings.map((finding) => finding.code))).toEqual(new Set([...USUAL, code]));
  });

  test('a sender that this deployment made before is its own', async () => {
    const stacks = { 'gatefold-test-data': 'UPDATE_COMPLETE', 'gatefold-test-service': 'UPDATE_COMPLETE' };
    const ended = await run({ state: { stacks, mailDomains: { 'gazette.news': true } } });
    expect(reportOf(ended).findings).toEqual([]);
  });

  test('a certificate for every host of the domain will do', async () => {
    const certificates = { [CERTIFICATE]: { status: 'ISSUED', names: ['gazette.news', '*.gazette.news'] } };
    expect((await run({ state: { certificates } })).code).toBe(0);
  });
});

test.each(['missing', 'warning'] as const)('docs/deploy.md lists every finding: %s', (level) => {
  const [stops = '', says = ''] =
    readFileSync(new URL('docs/deploy.md', ROOT), 'utf8')
      .split('What stops a deployment:')[1]
      ?.split('What is said, and stops nothing:') ?? [];
  const text = level === 'missing' ? stops : (says.split('\n## ')[0] ?? '');
  const listed = [...text.matchAll(/^\| `([a-z_]+)` /gm)].map(([, code]) => code);
  const known = Object.entries(FINDING_LEVELS).filter(([, of]) => of === level);
  expect(listed.sort()).toEqual(known.map(([code]) => code).sort());
});

describe('a deployment', () => {
  const OUTPUTS = {
    CdnHost: 'd111111abcdef8.cloudfront.net',
    WebhookUrl: 'https://access.gazette.news/webhooks/stripe',
    AlarmTopic: 'arn:aws:sns:eu-west-1:111122223333:gatefold-test',
    MailRecord1: 'one._domainkey.gazette.news CNAME one.dkim.amazonses.com',
  };
  /** In the CDK's place: writes the outputs where it was told to. */
  function cdkThatDeploys(calls: string[][]): DeployDeps['cdk'] {
    return (args) => {
      calls.push([...args]);
      const file = args[args.indexOf('--outputs-file') + 1] ?? '';
      writeFileSync(file, JSON.stringify({ 'gatefold-test-service': OUTPUTS, 'gatefold-test-data': {} }));
      return Promise.resolve(0);
    };
  }
  const answers =
    (host: string): typeof fetch =>
    (input) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (url.hostname !== host) return Promise.reject(new Error(`getaddrinfo ENOTFOUND ${url.hostname}`));
      return Promise.resolve(
        Response.json(url.pathname === '/v1/plans' ? { plans: [{}] } : { keys: [{}, {}] }),
      );
    };

  test('goes to the CDK with all that was given, and ends in plain words, the first admin key and the answers of the service', async () => {
    const calls: string[][] = [];
    const ended = await run({
      args: ['-c', 'alarmEmail=desk@gazette.news', '--require-approval', 'never'],
      deps: {
        cdk: cdkThatDeploys(calls),
        firstAdminKey: (prefix, issuer) => Promise.resolve(`key_of ${prefix} ${issuer}`),
        fetch: answers(OUTPUTS.CdnHost),
      },
    });
    expect(ended.code).toBe(0);
    const [args = []] = calls;
    expect(args.slice(0, 2)).toEqual(['deploy', '--all']);
    expect(args.join(' ')).toContain(
      `-c certificateArn=${CERTIFICATE} -c alarmEmail=desk@gazette.news -c stage=test --require-approval never`,
    );
    expect(ended.out).toContain(`Point access.gazette.news at ${OUTPUTS.CdnHost}`);
    expect(ended.out).toContain(OUTPUTS.MailRecord1);
    expect(ended.out.split('key_of gatefold-test https://access.gazette.news')).toHaveLength(2);
    expect(ended.out).toContain(`https://${OUTPUTS.CdnHost} answers: 2 keys, 1 plans.`);
    expect(ended.out).toContain('https://access.gazette.news does not answer: getaddrinfo ENOTFOUND');
  });

  test('shows no admin key where there is one, and fails where the service does not answer', async () => {
    const ended = await run({
      args: ['--json'],
      deps: {
        cdk: cdkThatDeploys([]),
        firstAdminKey: () => Promise.resolve(undefined),
        fetch: answers('nowhere'),
      },
    });
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ outputs: OUTPUTS, seen: [{ failed: /ENOTFOUND/ }, {}] });
    expect(ended.out).not.toContain('adminKey');
  });

  test('that the CDK gives up makes no key and says so', async () => {
    const ended = await run({ args: [] });
    expect([ended.code, ended.cdkCalls.length]).toEqual([1, 1]);
    expect(ended.out).toContain('deploy_failed');
  });
});

test.each([
  [['--stage', 'Prod'], 'argument_invalid'],
  [['-c', 'alarmEmail'], 'argument_invalid'],
  [['-c', 'alarmEmail=me'], 'deployment_invalid'],
  [['--require-approval', 'yes'], 'argument_invalid'],
  [['--yes'], 'argument_unknown'],
])('%o is refused by name before anything is asked', async (args, code) => {
  const ended = await run({ args });
  expect([ended.code, ended.cdkCalls]).toEqual([2, []]);
  expect(ended.err).toContain(`${code}: `);
  expect([...ended.aws.used]).toEqual([]);
});
