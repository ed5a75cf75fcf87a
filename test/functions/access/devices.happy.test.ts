// Claims:
// - A reader sees where they are signed in: what browser, when last used, how it was opened, which one is this one.
// - They sign out one device, all others, or every one; the others notice at their next token, this one at once.
// - A device is known by a name made from what its browser says of itself; the words themselves are kept nowhere.
// - A plan that limits devices says so, and the device that has gone unused longest makes room for a new one, and is
//   told why where it asks for a token and where it signs in again.
// - A site's script signs out its own reader's browser, and nothing else.
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSession } from '../../../shared/identity/session.ts';
import type { MemberId } from '../../../shared/membership/model.ts';
import { openDatabase } from '../../../shared/store/database.ts';
import { createSessionsStore } from '../../../shared/store/sessions.ts';
import { tableName } from '../../../shared/store/tables.ts';
import { problemOf, refusalOf } from '../../support/problem.ts';
import type { Reader } from '../../support/reader.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';
const MINUTE_SECONDS = 60;

let world: World;
beforeAll(async () => {
  world = await openWorld({
    change: (config) => ({
      ...config,
      plans: {
        ...config.plans,
        pair: {
          name: 'Pair',
          features: ['news'],
          products: ['prod_pair'],
          onSale: [],
          graceDays: 7,
          devices: 2,
        },
      },
    }),
  });
});
afterAll(() => world.close());

async function signIn(email: string): Promise<Reader> {
  const reader = world.reader();
  expect((await world.signIn(reader, email)).status).toBe(200);
  world.clock.advance(MINUTE_SECONDS);
  return reader;
}

const epochSeconds = () => Math.floor(world.clock.now() / 1000);
const token = (reader: Reader) => reader.call(`${world.issuer}/v1/token`, {}, world.site);
const submit = (reader: Reader, path: string, fields: Record<string, string> = {}) =>
  reader.submit(`${world.issuer}/account/devices/${path}`, fields);

async function devices(reader: Reader, query = ''): Promise<string> {
  const page = await reader.get(`${world.issuer}/account/devices${query}`);
  expect(page.status).toBe(200);
  return (await page.text()).replaceAll(/\s+/g, ' ');
}

/** The ids behind the buttons of the page, in its order. */
const listed = (text: string) =>
  [...text.matchAll(/name="device" value="(ses_\w+)"/g)].map(([, sid = '']) => sid);

async function givePair(email: string): Promise<void> {
  const comp = { email, plan: 'pair', ends_at: '2028-01-01T00:00:00Z', reason: 'press' };
  expect((await world.admin('POST', '/grants', comp)).status).toBe(201);
}

describe('the list', () => {
  test('names a device by its browser, and keeps nothing else of what that said', async () => {
    const email = 'ada@example.com';
    const headers = { 'content-type': 'application/json', 'user-agent': FIREFOX };
    const asked = await fetch(`${world.issuer}/v1/sign-in`, {
      ...{ method: 'POST', headers, body: JSON.stringify({ email }) },
    });
    const { handle } = (await asked.json()) as { handle: string };
    await world.service.mailQueue.settled();
    const link = new URL(world.linkFor(email)).searchParams.get('token') ?? '';
    const opened = await fetch(`${world.issuer}/account/sign-in/link`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': FIREFOX,
        origin: world.issuer,
      },
      body: new URLSearchParams({ token: link }).toString(),
    });
    expect([handle.length > 0, opened.status]).toEqual([true, 303]);

    const reader = await signIn(email);
    const text = await devices(reader);
    expect(text).toContain('You are signed in on 2 devices.');
    expect(text).toContain('<strong>Firefox on Windows</strong>');
    expect(text).toContain('by a link from the mail');
    expect(text).toContain('This device');
    expect(listed(text)).toHaveLength(1);
    const rows = await world.dynamo.send(
      new ScanCommand({ TableName: tableName(world.tablePrefix, 'sessions') }),
    );
    expect(JSON.stringify(rows.Items)).toContain('Firefox');
    expect(JSON.stringify(rows.Items)).not.toMatch(/Mozilla|Gecko|rv:128/);
  });

  test('has the device used last first, and says when', async () => {
    const email = 'ben@example.com';
    const [first, second] = [await signIn(email), await signIn(email)];
    const own = await signIn(email);
    const before = listed(await devices(own));
    await token(first);
    const after = listed(await devices(own));
    expect(after).toEqual(before.toReversed());
    expect(await devices(own)).toContain('Last used 15 January 2027 at');
    expect((await token(second)).status).toBe(200);
  });

  test('shows twenty others, and the next ones on the next page', async () => {
    const email = 'cleo@example.com';
    const { payload } = await claimsOf(await signIn(email));
    const sessions = createSessionsStore(openDatabase(world.dynamo, world.tablePrefix));
    for (let count = 1; count < 22; count += 1) {
      const opening = { how: 'code', device: { program: 'Safari', system: 'iPhone' } } as const;
      const sid = `ses_${String(count).padStart(26, '0')}`;
      await sessions.open(
        openSession({ sid, member: payload.sub, epoch: 9, ...opening }, epochSeconds() + count),
      );
    }
    const own = await signIn(email);
    const [first, second] = [await devices(own), await devices(own, '?page=2')];
    expect(first).toContain('You are signed in on 23 devices.');
    expect(first).toContain('/account/devices?page=2');
    expect([listed(first).length, listed(second).length]).toEqual([20, 2]);
    expect(second).not.toContain('page=3');
    for (const query of ['?page=0', '?page=-1', '?page=x', '?page=1e99']) {
      expect(listed(await devices(own, query)), query).toHaveLength(20);
    }
  });

  test('is for who has shown that the address is theirs', async () => {
    const payer = world.reader();
    await world.subscribe(payer, 'dora@example.com');
    for (const reader of [payer, world.reader()]) {
      const answers = [await reader.get(`${world.issuer}/account/devices`)];
      for (const path of ['sign-out', 'sign-out-others', 'sign-out-everywhere'])
        answers.push(await submit(reader, path, { device: 'ses_0' }));
      for (const answer of answers) {
        expect(answer.status).toBe(303);
        expect(answer.headers.get('location')).toBe(`${world.issuer}/account`);
      }
    }
    expect((await token(payer)).status).toBe(200);
  });
});

describe('signing out', () => {
  test('one other device', async () => {
    const email = 'emil@example.com';
    const [phone, desk] = [await signIn(email), await signIn(email)];
    const [sid = ''] = listed(await devices(desk));
    const done = await submit(desk, 'sign-out', { device: sid });
    expect(done.headers.get('location')).toBe(`${world.issuer}/account/devices`);
    expect(await refusalOf(await token(phone))).toBe('401 session_ended');
    expect(await devices(desk)).toContain('on this device only');
  });

  test('this device, from the list', async () => {
    const reader = await signIn('emma@example.com');
    const { payload } = await claimsOf(reader);
    const done = await submit(reader, 'sign-out', { device: payload.sid });
    expect(done.headers.get('location')).toBe(world.site);
    expect(reader.cookie('gatefold_session')).toBeUndefined();
  });

  test('all others, and those that were just signing in', async () => {
    const email = 'finn@example.com';
    const others = [await signIn(email), await signIn(email), await signIn(email)];
    const own = await signIn(email);
    expect((await submit(own, 'sign-out-others')).status).toBe(303);
    for (const other of others) expect(await refusalOf(await token(other))).toBe('401 session_ended');
    expect((await token(own)).status).toBe(200);
    expect(await devices(own)).toContain('on this device only');
    expect((await token(await signIn(email))).status).toBe(200);
  });

  test('everywhere', async () => {
    const email = 'gus@example.com';
    const [other, own] = [await signIn(email), await signIn(email)];
    const kept = own.cookie('gatefold_session', '/v1') ?? '';
    expect((await submit(own, 'sign-out-everywhere')).headers.get('location')).toBe(world.site);
    expect(own.cookie('gatefold_session')).toBeUndefined();
    expect(await refusalOf(await token(other))).toBe('401 session_ended');
    const app = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const again = await fetch(`${world.issuer}/v1/token`, {
      ...app,
      body: JSON.stringify({ refresh_token: kept }),
    });
    expect(await refusalOf(again)).toBe('401 session_ended');
  });

  test('all others and everywhere are in the audit trail, and refuse the tokens that are out', async () => {
    const email = 'hana@example.com';
    const [own] = [await signIn(email), await signIn(email)];
    const { payload } = await claimsOf(own);
    await submit(own, 'sign-out-others');
    const page = await world.admin('GET', `/audit?member=${payload.sub}`);
    const { data: entries } = (await page.json()) as { data: { act: string; actor: string }[] };
    expect(entries[0]).toMatchObject({ act: 'member.signed_out', actor: `member:${payload.sub}` });
    const list = await (await fetch(`${world.issuer}/v1/revocations`)).text();
    const [, claims = ''] = list.split('.');
    const { revoked } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      revoked: { sub?: string; before: number }[];
    };
    const [entry] = revoked.filter(({ sub }) => sub === payload.sub);
    expect(entry?.before).toBeGreaterThan(payload.iat);
  });

  test('everywhere is not for a site’s script: it is told so, and nothing ends', async () => {
    const email = 'ines@example.com';
    const [other, own] = [await signIn(email), await signIn(email)];
    const asked = await own.call(`${world.issuer}/v1/sign-out`, { everywhere: true }, world.site);
    expect(await refusalOf(asked)).toBe('400 body_invalid');
    for (const path of ['sign-out-others', 'sign-out-everywhere']) {
      const form = await own.submit(`${world.issuer}/account/devices/${path}`, {}, world.site);
      expect(await refusalOf(form)).toBe('403 origin_not_allowed');
    }
    expect([(await token(own)).status, (await token(other)).status]).toEqual([200, 200]);
  });
});

async function claimsOf(reader: Reader): Promise<{ payload: { sub: MemberId; sid: string; iat: number } }> {
  const [, payload = ''] = (await world.token(reader)).split('.');
  return {
    payload: JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
      sub: MemberId;
      sid: string;
      iat: number;
    },
  };
}

describe('a plan of two devices', () => {
  test('row 37: the one that has gone unused longest goes for a third, and is told why', async () => {
    const email = 'jan@example.com';
    await givePair(email);
    const [phone, desk] = [await signIn(email), await signIn(email)];
    await token(phone);
    world.clock.advance(MINUTE_SECONDS);
    const tablet = await signIn(email);
    expect([(await token(phone)).status, (await token(tablet)).status]).toEqual([200, 200]);

    const refused = await problemOf(await token(desk));
    expect(refused).toMatchObject({ status: 401, code: 'session_evicted', devices: 2 });
    expect(refused.detail).toContain('Your plan allows 2 devices at once.');
    expect(await devices(tablet)).toContain('Your plan allows 2 at once');
    const page = await (await desk.get(`${world.issuer}/account/sign-in`)).text();
    expect(page).toContain('Your plan allows 2 devices at once.');
    expect(page).toContain('data-code="session_evicted"');

    await world.signIn(desk, email);
    const later = await (await desk.get(`${world.issuer}/account/sign-in`)).text();
    expect(later).not.toContain('session_evicted');
  });

  test('row 37: an app and a page rendered on a server are told, too', async () => {
    const email = 'kai@example.com';
    await givePair(email);
    const [one, two] = [await signIn(email), await signIn(email)];
    const credential = one.cookie('gatefold_session', '/v1') ?? '';
    await signIn(email);
    await signIn(email);
    const app = await fetch(`${world.issuer}/v1/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token: credential }),
    });
    expect(await problemOf(app)).toMatchObject({ status: 401, code: 'session_evicted', devices: 2 });
    const back = await two.get(`${world.issuer}/v1/continue`);
    expect(back.headers.get('location')).toBe(`${world.site}/`);
    expect(two.cookie('gatefold_hint')).toBeUndefined();
    expect(await (await two.get(`${world.issuer}/account/sign-in`)).text()).toContain('session_evicted');
  });

  test('is no limit for a member without it, nor where another plan that they hold has none', async () => {
    const [free, both] = ['lea@example.com', 'mia@example.com'];
    await givePair(both);
    const comp = { email: both, plan: 'annual', ends_at: '2028-01-01T00:00:00Z', reason: 'press' };
    await world.admin('POST', '/grants', comp);
    for (const email of [free, both]) {
      const readers = [];
      for (let count = 0; count < 4; count += 1) readers.push(await signIn(email));
      for (const reader of readers) expect((await token(reader)).status).toBe(200);
    }
  });
});
