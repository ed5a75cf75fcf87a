/**
 * Claims: one command replaces signing keys that somebody else may hold. It shows what will happen and asks; where
 * nobody agrees, nothing is done. It needs the rights that docs/reliability.md lists and no other. What it ends half-way it
 * says how to go on with. Without `--emergency` it does what is done every day.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inject, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { keysRotate } from '../../../functions/commands/keys-rotate.ts';
import type { SigningKeys } from '../../../functions/commands/keys-rotate.ts';
import { replaceSigningKeys } from '../../../functions/rotate/replace.ts';
import { runRotation } from '../../../functions/rotate/run.ts';
import { createTables, localDynamo } from '../../../local/tables.ts';
import { createAuditStore } from '../../../shared/store/audit.ts';
import { openDatabase } from '../../../shared/store/database.ts';
import { createKeysStore } from '../../../shared/store/keys.ts';
import { startAwsDouble } from '../../infra/aws-double.ts';
import { createClock } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/engine.ts';
import { createIssuer } from '../rotate/issuer.ts';
import { startCommand } from './support.ts';

const REASON = ['--reason', 'Laptop stolen'] as const;

async function openKeys() {
  const { database, client } = await openTestDatabase();
  onTestFinished(() => {
    client.destroy();
  });
  const clock = createClock();
  const issuer = createIssuer(database, clock, (length) => randomBytes(length));
  await runRotation(issuer.deps);
  const keys: SigningKeys = {
    list: () => issuer.keys.list(),
    rotate: () => runRotation(issuer.deps),
    replace: (emergency) => replaceSigningKeys(issuer.deps, { ...emergency, operator: 'ada' }),
  };
  const audited = () => createAuditStore(database).list('deployment', 10);
  return { clock, issuer, keys, audited };
}

type Opened = Awaited<ReturnType<typeof openKeys>>;
let opened: Opened;
beforeEach(async () => {
  opened = await openKeys();
});

/** The command in this process, with a person at it who answers. */
async function run(
  args: readonly string[],
  { answer = 'yes', keys = opened.keys }: { answer?: 'yes' | 'no' | 'nobody'; keys?: SigningKeys } = {},
) {
  const asked: string[] = [];
  const said = { out: '', err: '' };
  const terminal = {
    print: (text: string) => (said.out += `${text}\n`),
    tell: (text: string) => (said.err += `${text}\n`),
    agree: (question: string) => {
      asked.push(question);
      return Promise.resolve(answer);
    },
  };
  const code = await keysRotate(args, terminal, { open: () => keys, now: opened.clock.now });
  return { code, asked, ...said };
}

const kids = async () => (await opened.keys.list()).map(({ kid }) => kid);
const EMERGENCY = ['--stage', 'prod', '--emergency', ...REASON] as const;

describe('an emergency rotation', () => {
  test('shows which key leaves and which signs, asks, does it, and says what is left to do', async () => {
    const [stolen = '', next = ''] = await kids();
    const { code, out, asked } = await run(EMERGENCY);
    expect(code).toBe(0);
    expect(asked).toHaveLength(1);
    expect(out).toContain(`leaves  ${stolen}  signs since 2027-01-15`);
    expect(out).toContain(`signs   ${next}  to sign from 2027-04-15`);
    expect(out).toContain('aws cloudfront create-invalidation');
    expect(await opened.issuer.published()).not.toContain(stolen);
    expect((await kids())[0]).toBe(next);
    expect(await opened.audited()).toMatchObject([{ act: 'keys.replaced', reason: 'Laptop stolen' }]);
  });

  test('of every key says that readers will notice', async () => {
    const before = await kids();
    const { out } = await run([...EMERGENCY, '--every-key']);
    expect(out).toContain('signs   a new key, which no verifier has met');
    expect(out).toMatch(/readers’ pages lock/);
    expect((await kids()).filter((kid) => before.includes(kid))).toEqual([]);
  });

  test('of a key that only waits has the current one go on', async () => {
    const [current = '', next = ''] = await kids();
    const { out } = await run([...EMERGENCY, '--kid', next]);
    expect(out).toContain(`signs   ${current}`);
    expect(out).toContain(`leaves  ${next}`);
    expect((await kids())[0]).toBe(current);
    expect(await kids()).not.toContain(next);
  });

  test.each([
    ['no', 'Nothing was done.'],
    ['nobody', 'Add --yes to have it done.'],
  ] as const)('does nothing where the answer is %s', async (answer, words) => {
    const before = await kids();
    const { code, out } = await run(EMERGENCY, { answer });
    expect(code).toBe(3);
    expect(out).toContain(words);
    expect(await kids()).toEqual(before);
    expect(await opened.audited()).toEqual([]);
  });

  test('that stops half-way gives the command that goes on from there', async () => {
    const [stolen = ''] = await kids();
    const failing: SigningKeys = { ...opened.keys, replace: () => Promise.reject(new Error('KMS is away')) };
    const { code, err } = await run(['--stage', 'prod', '--emergency', '--reason', "Ada's laptop"], {
      keys: failing,
    });
    expect(code).toBe(1);
    expect(err).toContain('KMS is away');
    expect(err).toContain(
      `npm run keys:rotate -- --stage prod --emergency --kid ${stolen} --reason 'Ada'\\''s laptop'`,
    );
  });

  test.each([
    ['without a reason', ['--stage', 'prod', '--emergency'], 'reason_missing'],
    [
      'with a novel for a reason',
      ['--stage', 'prod', '--emergency', '--reason', 'x'.repeat(201)],
      'reason_missing',
    ],
    ['without a stage', ['--emergency', ...REASON], 'target_missing'],
    ['of a key that is not there', [...EMERGENCY, '--kid', 'nobody'], 'signing_key_unknown'],
    ['that is not said to be one', ['--stage', 'prod', '--every-key'], 'argument_invalid'],
    ['with a strange option', [...EMERGENCY, '--force'], 'argument_unknown'],
  ])('%s is refused, and nothing is done', async (_, args, code) => {
    const before = await kids();
    const { code: exit, err } = await run(args);
    expect([exit, err.split(':')[0]]).toEqual([2, code]);
    expect(await kids()).toEqual(before);
  });
});

test('without --emergency makes what is due, asks nobody, and keeps the keys', async () => {
  const before = await kids();
  opened.clock.advance(90 * 86_400);
  const { code, asked } = await run(['--stage', 'prod']);
  expect([code, asked]).toEqual([0, []]);
  expect((await kids()).slice(0, 2)).toEqual(before);
  expect(await kids()).toHaveLength(3);
});

describe('as a process, with the AWS credentials of a shell', () => {
  /** The rights that docs/reliability.md tells the operator to have, for a deployment. */
  function documentedRights(prefix: string): string[] {
    const [, policy = '{}'] =
      /stolen.*?```json\n(.*?)```/s.exec(readFileSync('docs/reliability.md', 'utf8')) ?? [];
    const { Statement } = JSON.parse(policy.replaceAll('gatefold-prod', prefix)) as {
      Statement: { Action: string[]; Resource: string }[];
    };
    return Statement.flatMap(({ Action, Resource }) =>
      Action.map((action) => {
        const named = Resource.split(':').at(-1) ?? '';
        return `${action} ${action.startsWith('kms:') ? `alias/${prefix}-signing` : named}`;
      }),
    );
  }

  async function startDeployment(without?: string) {
    const dynamodb = inject('dynamodbEndpoint');
    const stage = `k${randomBytes(6).toString('hex')}`;
    const prefix = `gatefold-${stage}`;
    const client = localDynamo(dynamodb);
    await createTables(client, prefix);
    const rights = documentedRights(prefix).filter((right) => !right.includes(without ?? 'nothing'));
    const aws = await startAwsDouble({ rights, secrets: {}, dynamodb });
    onTestFinished(async () => {
      client.destroy();
      await aws.close();
    });
    const environment = {
      AWS_ENDPOINT_URL: aws.origin,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDOUBLE',
      AWS_SECRET_ACCESS_KEY: 'double',
    };
    return {
      ...{ aws, rights },
      keys: createKeysStore(openDatabase(client, prefix)),
      run: (...args: string[]) => startCommand('keys-rotate', ['--stage', stage, ...args], environment).ended,
    };
  }

  test('makes the first keys, then replaces the one that signs, with just the rights that the guide lists', async () => {
    const { aws, rights, keys, run: start } = await startDeployment();
    expect(await start()).toMatchObject({ code: 0 });
    const [stolen, next] = await keys.list();
    expect(await start('--emergency', '--reason', 'Stolen')).toMatchObject({ code: 3 });
    const { code, out, err } = await start('--emergency', '--reason', 'Stolen', '--yes');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Done');
    const left = (await keys.list()).map(({ kid }) => kid);
    expect(left).not.toContain(stolen?.kid);
    expect(left[0]).toBe(next?.kid);
    expect(aws.refused).toEqual([]);
    expect([...aws.used].sort()).toEqual(rights.toSorted());
  });

  test('is told who refuses where the shell may not read the keys', async () => {
    const { run: start } = await startDeployment('dynamodb:Query');
    const { code, err } = await start('--emergency', '--reason', 'Stolen', '--yes');
    expect(code).toBe(2);
    expect(err).toMatch(/^aws_refused: AWS did not show the keys of k[0-9a-f]+: AccessDenied/);
  });
});
