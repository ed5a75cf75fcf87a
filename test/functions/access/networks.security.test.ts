// Claims:
// - One network cannot have thousands of strangers mailed, or thousands of customers made at Stripe; it is counted by the
//   address that the CDN saw, an IPv6 line as one, and never by what a caller says.
// - However much a network has asked for: a member there gets their mail, whoever is signed in buys, whoever paid in their
//   browser comes back, and nobody learns which address is a member's.
// - The audit trail says where an admin called from, by the same address.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLIENT_HEADER } from '../../../shared/config/cdn-headers.ts';
import { createIdentitySecrets } from '../../../shared/identity/credential.ts';
import { ACTS_PER_NETWORK_PER_HOUR, networkCounter, networkOf } from '../../../shared/identity/network.ts';
import type { NetworkAct } from '../../../shared/identity/network.ts';
import { tableName } from '../../../shared/store/tables.ts';
import { recordCommands } from '../../support/engine.ts';
import { refusalOf } from '../../support/problem.ts';
import type { Reader } from '../../support/reader.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** A reader's browser, as the CDN sends its requests on. */
function readerAt(address: string, more: Readonly<Record<string, string>> = {}): Reader {
  return world.reader((input, init) => {
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries({ ...more, [CLIENT_HEADER]: address }))
      headers.set(name, value);
    return fetch(input, { ...init, headers });
  });
}

/** The network has asked for all but `left` of what it may ask for in this hour. */
async function leave(act: NetworkAct, address: string, left: number): Promise<void> {
  const mac = createIdentitySecrets(world.sessionSecret, world.issuer).mac(
    'network',
    networkOf(address) ?? '',
  );
  const name = networkCounter(act, mac, Math.floor(world.clock.now() / 1000));
  const count = ACTS_PER_NETWORK_PER_HOUR[act] - left;
  await world.dynamo.send(
    new PutItemCommand({
      TableName: tableName(world.tablePrefix, 'sessions'),
      Item: {
        ...{ pk: { S: `counter#${name}` }, sk: { S: 'counter' } },
        ...{ v: { N: '1' }, count: { N: String(count) }, ttl: { N: '4000000000' } },
      },
    }),
  );
}

async function ask(reader: Reader, email: string): Promise<Response> {
  const answer = await reader.call(`${world.issuer}/v1/sign-in`, { email }, world.site);
  await world.service.mailQueue.settled();
  return answer;
}
const mailsTo = (email: string) => world.outbox.to(email).length;
const buy = (reader: Reader, email: string) =>
  reader.call(`${world.issuer}/v1/checkout`, { plan: 'annual', email }, world.site);

test('row 32: past its mails of an hour a network has members mailed and nobody else, for the same answer', async () => {
  const at = '203.0.113.1';
  await world.signIn(world.reader(), 'member@example.com');
  const before = mailsTo('member@example.com');
  await leave('sign-in', at, 1);
  expect((await ask(readerAt(at), 'first@example.com')).status).toBe(202);
  expect(mailsTo('first@example.com')).toBe(1);

  const sent = recordCommands(world.dynamo);
  const observe = async (email: string) => {
    const from = sent.length;
    const answer = await ask(readerAt(at), email);
    const names = sent.slice(from).map(({ command }) => command);
    return [answer.status, await answer.text(), names];
  };
  const stranger = await observe('stranger@example.com');
  expect(await observe('member@example.com')).toEqual(stranger);
  expect(stranger[0]).toBe(202);
  expect([mailsTo('stranger@example.com'), mailsTo('member@example.com')]).toEqual([0, before + 1]);

  const owner = readerAt(at);
  await ask(owner, 'member@example.com');
  const code = world.codeFor('member@example.com');
  const signedIn = await owner.call(`${world.issuer}/v1/sign-in/verify`, { code }, world.site);
  expect(signedIn.status).toBe(200);
  await ask(readerAt('203.0.113.2'), 'stranger@example.com');
  expect(mailsTo('stranger@example.com')).toBe(1);
});

test('row 32: a form of our own page counts as a call does', async () => {
  const at = '203.0.113.3';
  await leave('sign-in', at, 0);
  const form = await readerAt(at).submit(`${world.issuer}/account/sign-in`, { email: 'formal@example.com' });
  await world.service.mailQueue.settled();
  expect([form.status, mailsTo('formal@example.com')]).toEqual([303, 0]);
});

test('past its checkouts of an hour a network begins no more without signing in, until the next hour', async () => {
  const at = '203.0.113.4';
  await leave('checkout', at, 1);
  expect((await buy(readerAt(at), 'one@example.com')).status).toBe(200);
  const customers = () => world.stripe.customers.list({ limit: 100 }).then(({ data }) => data.length);
  const made = await customers();
  expect(await refusalOf(await buy(readerAt(at), 'two@example.com'))).toBe('429 network_limit');
  expect(await customers()).toBe(made);

  const member = readerAt(at);
  await world.signIn(member, 'signed-in@example.com');
  expect((await buy(member, 'signed-in@example.com')).status).toBe(200);
  expect((await buy(readerAt('203.0.113.5'), 'two@example.com')).status).toBe(200);
  world.clock.advance(3_600);
  expect((await buy(readerAt(at), 'three@example.com')).status).toBe(200);
});

test('row 55: a made-up X-Forwarded-For begins no new count of a network', async () => {
  const at = '203.0.113.6';
  await leave('checkout', at, 0);
  for (const said of ['198.51.100.9', '198.51.100.9, 10.0.0.1', at]) {
    const forged = readerAt(at, { 'x-forwarded-for': said, forwarded: `for=${said}`, 'x-real-ip': said });
    expect(await refusalOf(await buy(forged, 'forger@example.com'))).toBe('429 network_limit');
  }
});

test('an IPv6 line is one network, however many addresses it has', async () => {
  await leave('checkout', '2001:db8:1:2::1', 0);
  const same = await buy(readerAt('2001:db8:1:2:ffff::7'), 'six@example.com');
  expect(await refusalOf(same)).toBe('429 network_limit');
  expect((await buy(readerAt('2001:db8:1:3::1'), 'six@example.com')).status).toBe(200);
});

test('whoever paid in their browser comes back, and guessing at checkouts ends', async () => {
  const at = '203.0.113.8';
  const payer = readerAt(at);
  const back = await world.pay(payer, await world.beginCheckout(payer, 'payer@example.com'));
  await leave('claim', at, 0);
  const guessed = { session_id: 'cs_test_guessed' };
  const answer = await readerAt(at).call(`${world.issuer}/v1/checkout/claim`, guessed, world.site);
  expect(await refusalOf(answer)).toBe('429 network_limit');
  expect((await payer.get(back)).status).toBe(303);
});

test('where nobody knows the network, as behind the site’s own CDN, nothing is counted', async () => {
  const sent = recordCommands(world.dynamo);
  await ask(world.reader(), 'somewhere@example.com');
  expect(JSON.stringify(sent)).toContain('counter#mail');
  expect(JSON.stringify(sent)).not.toContain('counter#network');
  await ask(readerAt('not an address'), 'somewhere@example.com');
  expect(JSON.stringify(sent)).not.toContain('counter#network');
  await ask(readerAt('203.0.113.9'), 'somewhere@example.com');
  expect(JSON.stringify(sent)).toContain('counter#network#sign-in');
  expect(JSON.stringify(sent)).not.toContain('203.0.113.9');
});

test('row 55: the audit trail has the address that the CDN saw, and no other', async () => {
  const grant = { plan: 'annual', ends_at: '2028-01-01T00:00:00Z', reason: 'Press' };
  const granted = await fetch(`${world.issuer}/admin/v1/grants`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${world.adminKey}`, 'content-type': 'application/json' },
      ...{ [CLIENT_HEADER]: '203.0.113.10', 'x-forwarded-for': '10.9.9.9' },
    },
    body: JSON.stringify({ email: 'audited@example.com', ...grant }),
  });
  const { member } = (await granted.json()) as { member: string };
  const trail = await (await world.admin('GET', `/audit?member=${member}`)).text();
  expect(trail).toContain('203.0.113.10');
  expect(trail).not.toContain('10.9.9.9');
});
