// Claims:
// - Whatever a caller puts in a header, a cookie, a query or a body, and whatever a reader is given to keep, none of it
//   is ever in a log line; what is there is enough to find a request and a member by.
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createLog } from '../../../functions/http/log.ts';
import { tableName } from '../../../shared/store/tables.ts';
import { openWorld, WEBHOOK_SECRET } from '../../support/world.ts';

const CANARY = 'canary-4a61f0';

test('row 58: no secret and no address is in any log line', async () => {
  const world = await openWorld();
  const secrets = new Map<string, string>([
    ['canary', CANARY],
    ['admin key', world.adminKey],
    ['secret of the admin key', world.adminKey.split('.')[1] ?? ''],
    ['webhook secret', WEBHOOK_SECRET],
    ['session secret', world.sessionSecret.toString('base64url')],
    ['domain of every address', '@example.com'],
  ]);
  const email = `${CANARY}@example.com`;
  const reader = world.reader();

  await world.subscribe(reader, email, `${world.site}/?${CANARY}`);
  secrets.set('checkout handle', reader.cookie('gatefold_checkout', '/v1') ?? '');
  secrets.set('credential of the payment', reader.cookie('gatefold_session', '/v1') ?? '');
  await world.signIn(reader, email);
  const code = new RegExp(`\\b${world.codeFor(email)}\\b`);
  secrets.set('link', new URL(world.linkFor(email)).searchParams.get('token') ?? '');
  secrets.set('credential', reader.cookie('gatefold_session', '/v1') ?? '');
  secrets.set('access token', await world.token(reader));

  await world.admin('POST', '/grants', {
    email,
    features: ['memos'],
    ends_at: '2027-12-31T00:00:00Z',
    reason: CANARY,
    note: CANARY,
  });
  const everywhere = {
    'content-type': 'application/json',
    origin: world.site,
    'user-agent': CANARY,
    'x-canary': CANARY,
    'x-request-id': CANARY,
    authorization: `Bearer ${CANARY}`,
    cookie: `gatefold_session=${CANARY}; gatefold_sign_in=${CANARY}.${CANARY}; gatefold_checkout=${CANARY}`,
    'stripe-signature': `t=1,v1=${CANARY}`,
  };
  for (const path of [
    ...[
      '/v1/token',
      '/v1/sign-in',
      '/v1/sign-in/verify',
      '/v1/sign-out',
      '/v1/checkout',
      '/v1/checkout/claim',
    ],
    ...[`/${CANARY}`, '/webhooks/stripe', '/admin/v1/grants', `/admin/v1/members/${CANARY}`],
  ]) {
    for (const body of [
      `{"${CANARY}":"${email}"}`,
      JSON.stringify({ email, code: CANARY, plan: CANARY }),
      CANARY,
    ]) {
      await fetch(`${world.issuer}${path}?${CANARY}=${CANARY}`, {
        method: 'POST',
        headers: everywhere,
        body,
      });
    }
    await fetch(`${world.issuer}${path}?q=${CANARY}`, { headers: { ...everywhere, origin: world.issuer } });
  }
  for (let count = 0; count < 11; count += 1)
    await reader.call(`${world.issuer}/v1/sign-in`, { email }, world.site);
  const copied = secrets.get('credential') ?? '';
  for (let count = 0; count < 3; count += 1) {
    world.clock.advance(60);
    await world.token(reader);
  }
  reader.setCookie('gatefold_session', copied, '/v1');
  await reader.call(`${world.issuer}/v1/token`, {}, world.site);
  await world.settled();
  for (const table of ['sessions', 'members'] as const) {
    await world.dynamo.send(new DeleteTableCommand({ TableName: tableName(world.tablePrefix, table) }));
    await reader.call(`${world.issuer}/v1/sign-in`, { email }, world.site);
    const headers = { authorization: `Bearer ${world.adminKey}` };
    await fetch(`${world.issuer}/admin/v1/members?email=${email}`, { headers });
  }

  const events = new Set(world.logLines.map((line) => (JSON.parse(line) as { event: string }).event));
  expect([...events].sort()).toEqual(
    expect.arrayContaining([
      'fault',
      'mail_sent',
      'session_reused',
      'sign_in_mail_limit',
      'synced',
      'webhook_refused',
    ]),
  );
  for (const [what, secret] of secrets) {
    expect(secret.length, what).toBeGreaterThan(5);
    const leaks = world.logLines.filter((line) => line.includes(secret));
    expect(leaks, what).toEqual([]);
  }
  expect(world.logLines.filter((line) => code.test(line))).toEqual([]);
  await world.close();
});

test('row 58: a fault is logged by its name, its code and where it was, not by its words', () => {
  const lines: string[] = [];
  const error = Object.assign(new TypeError(`No such address: ${CANARY}@example.com`), { code: 'E_ADDRESS' });
  createLog((line) => lines.push(line))({ level: 'error', event: 'fault', requestId: 'one', error });
  createLog((line) => lines.push(line))({ level: 'error', event: 'fault', error: CANARY });
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { event: 'fault', requestId: 'one', error: { name: 'TypeError', code: 'E_ADDRESS' } },
    { event: 'fault', error: { name: 'string' } },
  ]);
  expect(lines[0]).toContain('logs.security.test.ts');
  expect(lines.join('\n')).not.toContain(CANARY);
});
