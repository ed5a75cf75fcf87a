// Claims:
// - A refresh credential that somebody copied is worth nothing once its owner has moved on, and its use ends the session.
// - Tabs that refresh at once do not sign their reader out.
// - A credential of another publication, or a forged one, opens nothing.
// - A session ends after ninety days, however often it is used.
// - Who signs in over somebody else’s session, in one browser, ends that session.
// - An answer that comes late, to a browser that had no session when it asked, takes no session away.
// - Whoever first proves an address ends the sessions that others opened for it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createIdentitySecrets,
  readCredential,
  writeCredential,
} from '../../../shared/identity/credential.ts';
import type { Credential } from '../../../shared/identity/credential.ts';
import { refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Signs an app in, which shows its credentials. */
async function signIn(email: string): Promise<string> {
  const reader = world.reader();
  await world.signIn(reader, email);
  return reader.cookie('gatefold_session', '/v1') ?? '';
}

function refresh(refresh_token: string): Promise<Response> {
  return fetch(`${world.issuer}/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refresh_token }),
  });
}

async function next(credential: string): Promise<string> {
  const response = await refresh(credential);
  expect(response.status).toBe(200);
  return ((await response.json()) as { refresh_token: string }).refresh_token;
}

function parts(credential: string): Credential {
  const read = readCredential(createIdentitySecrets(world.sessionSecret, world.issuer), credential);
  if (read === undefined) throw new Error('This is no credential of ours.');
  return read;
}

describe('row 24', () => {
  test('a credential used again after its successors ends the session for everybody', async () => {
    const first = await signIn('ada@example.com');
    world.clock.advance(60);
    const second = await next(first);
    world.clock.advance(60);
    const third = await next(second);
    expect(await refusalOf(await refresh(first))).toBe('401 session_ended');
    expect(await refusalOf(await refresh(third))).toBe('401 session_ended');
  });

  test('an answer lost in a tunnel is made good, and the one that was lost is worth nothing', async () => {
    const first = await signIn('ben@example.com');
    world.clock.advance(60);
    const lost = await next(first);
    world.clock.advance(60);
    const again = await next(first);
    expect(parts(again)).toMatchObject({ generation: 1, branch: 1 });
    world.clock.advance(60);
    expect(await refusalOf(await refresh(lost))).toBe('401 session_ended');
    expect(await refusalOf(await refresh(again))).toBe('401 session_ended');
  });

  test('ending one session leaves the member’s others alone', async () => {
    const [stolen, other] = [await signIn('cleo@example.com'), await signIn('cleo@example.com')];
    world.clock.advance(60);
    const second = await next(stolen);
    world.clock.advance(60);
    await next(second);
    expect(await refusalOf(await refresh(stolen))).toBe('401 session_ended');
    expect(parts(await next(other)).generation).toBe(1);
  });
});

test('row 25: twenty refreshes at once make one generation and one successor', async () => {
  const credential = await signIn('dora@example.com');
  world.clock.advance(60);
  const successors = await Promise.all(Array.from({ length: 20 }, () => next(credential)));
  expect(new Set(successors).size).toBe(1);
  expect(parts(successors[0] ?? '')).toMatchObject({ generation: 1, branch: 0 });
  world.clock.advance(60);
  expect(parts(await next(successors[0] ?? '')).generation).toBe(2);
});

describe('row 26', () => {
  test('a credential made for another issuer with the same secret opens nothing', async () => {
    const genuine = parts(await signIn('emil@example.com'));
    const elsewhere = createIdentitySecrets(world.sessionSecret, 'https://access.other.example');
    expect(await refusalOf(await refresh(writeCredential(elsewhere, genuine)))).toBe('401 session_invalid');
  });

  test('nor does another publication’s', async () => {
    const other = await openWorld();
    const reader = other.reader();
    await other.signIn(reader, 'emil@example.com');
    const theirs = reader.cookie('gatefold_session', '/v1') ?? '';
    expect(await refusalOf(await refresh(theirs))).toBe('401 session_invalid');
    await other.close();
  });

  test('nor one with any part changed, nor a code’s MAC in place of a credential’s', async () => {
    const credential = await signIn('finn@example.com');
    const [member = '', sid = '', generation = '', branch = '', mac = ''] = credential.split('.');
    const secrets = createIdentitySecrets(world.sessionSecret, world.issuer);
    const body = `${member}.${sid}.${generation}.${branch}`;
    for (const forged of [
      `${member}.${sid}.1.${branch}.${mac}`,
      `${member}.${sid}.${generation}.1.${mac}`,
      `${member}.ses_${'0'.repeat(26)}.${generation}.${branch}.${mac}`,
      `mem_${'0'.repeat(26)}.${sid}.${generation}.${branch}.${mac}`,
      `${credential}.`,
      `${body}.`,
      body,
      'null',
      `${body}.${secrets.mac('code', body)}`,
      `${body}.${mac.toUpperCase()}`,
    ]) {
      expect(await refusalOf(await refresh(forged)), forged).toBe('401 session_invalid');
    }
    expect(parts(await next(credential)).generation).toBe(1);
  });

  test('nor one that was never issued, although its MAC is right', async () => {
    const secrets = createIdentitySecrets(world.sessionSecret, world.issuer);
    const genuine = parts(await signIn('gus@example.com'));
    const ahead = writeCredential(secrets, { ...genuine, generation: 5 });
    expect(await refusalOf(await refresh(ahead))).toBe('401 session_invalid');
    const nowhere = writeCredential(secrets, { ...genuine, sid: `ses_${'0'.repeat(26)}` });
    expect(await refusalOf(await refresh(nowhere))).toBe('401 session_invalid');
  });
});

test('a session ends after ninety days, however often it was used', async () => {
  const later = await openWorld();
  const reader = later.reader();
  await later.signIn(reader, 'hana@example.com');
  const call = () => reader.call(`${later.issuer}/v1/token`, {}, later.site);
  for (let month = 0; month < 3; month += 1) {
    expect((await call()).status).toBe(200);
    later.clock.advance(29 * 86_400);
  }
  later.clock.advance(3 * 86_400 - 60);
  const last = await call();
  expect(last.status).toBe(200);
  expect(last.headers.getSetCookie().find((line) => line.startsWith('gatefold_session'))).toContain(
    'Max-Age=60;',
  );
  later.clock.advance(60);
  expect(await refusalOf(await call())).toBe('401 session_expired');
  expect(reader.cookie('gatefold_session')).toBeUndefined();
  await later.close();
});

describe('signing in over another session in the same browser ends that session', () => {
  test('by code', async () => {
    const reader = world.reader();
    await world.signIn(reader, 'jan@example.com');
    const left = reader.cookie('gatefold_session', '/v1') ?? '';
    const { member } = await world.access(reader);
    await world.signIn(reader, 'kai@example.com');
    expect((await world.access(reader)).member).not.toBe(member);
    expect(await refusalOf(await refresh(left))).toBe('401 session_ended');
  });

  test('by link', async () => {
    const reader = world.reader();
    await world.subscribe(reader, 'lea@example.com');
    const left = reader.cookie('gatefold_session', '/v1') ?? '';
    await reader.call(`${world.issuer}/v1/sign-in`, { email: 'mia@example.com' }, world.site);
    await world.service.mailQueue.settled();
    const token = new URL(world.linkFor('mia@example.com')).searchParams.get('token') ?? '';
    await reader.submit(`${world.issuer}/account/sign-in/link`, { token });
    expect((await world.access(reader)).features).toEqual(['registered']);
    expect(await refusalOf(await refresh(left))).toBe('401 session_ended');
  });

  test('by the return of a payment that was begun before', async () => {
    const reader = world.reader();
    const checkout = await world.beginCheckout(reader, 'mona@example.com');
    await world.signIn(reader, 'nell@example.com');
    const left = reader.cookie('gatefold_session', '/v1') ?? '';
    await reader.get(await world.pay(reader, checkout));
    expect((await world.access(reader)).features).toContain('memos');
    expect(await refusalOf(await refresh(left))).toBe('401 session_ended');
  });

  test('and no other of that member’s, nor the same one', async () => {
    const [shared, phone] = [world.reader(), world.reader()];
    await world.signIn(shared, 'noa@example.com');
    await world.signIn(phone, 'noa@example.com');
    await world.signIn(shared, 'olga@example.com');
    expect((await world.access(phone)).features).toEqual(['registered']);
    for (let count = 0; count < 3; count += 1) {
      world.clock.advance(60);
      expect((await world.access(shared)).features).toEqual(['registered']);
    }
  });
});

describe('an answer to a browser that had no session when it asked', () => {
  /** What the browser keeps of an answer, by the names of the cookies. */
  const kept = (response: Response) =>
    response.headers.getSetCookie().map((line) => line.slice(0, line.indexOf('=')));

  test('leaves the session alone that the browser has got meanwhile: /v1/token', async () => {
    const late = await world.reader().call(`${world.issuer}/v1/token`, {}, world.site);
    expect(kept(late)).toEqual([]);
    expect(await refusalOf(late)).toBe('401 session_missing');
  });

  test('and so does /v1/continue, which takes only the hint and the token', async () => {
    const late = await world.reader().get(`${world.issuer}/v1/continue`);
    expect(late.status).toBe(303);
    expect(kept(late)).toEqual(['gatefold_token', 'gatefold_hint']);
  });

  test('but a session that has ended is forgotten, by both', async () => {
    for (const ask of ['/v1/token', '/v1/continue']) {
      const reader = world.reader();
      await world.signIn(reader, 'pia@example.com');
      const refresh_token = reader.cookie('gatefold_session', '/v1');
      const app = { method: 'POST', headers: { 'content-type': 'application/json' } };
      await fetch(`${world.issuer}/v1/sign-out`, { ...app, body: JSON.stringify({ refresh_token }) });
      if (ask === '/v1/token') await reader.call(world.issuer + ask, {}, world.site);
      else await reader.get(world.issuer + ask);
      expect(reader.cookie('gatefold_session'), ask).toBeUndefined();
    }
  });
});

test('the first proof of an address ends every session that a payment had opened for it', async () => {
  const payer = world.reader();
  await world.subscribe(payer, 'ines@example.com');
  const before = await world.access(payer);
  const owner = world.reader();
  await world.signIn(owner, 'ines@example.com');
  world.clock.advance(60);
  expect(await refusalOf(await payer.call(`${world.issuer}/v1/token`, {}, world.site))).toBe(
    '401 session_ended',
  );
  const after = await world.access(owner);
  expect(after.member).toBe(before.member);
  expect(after.features).toContain('memos');

  const second = world.reader();
  await world.signIn(second, 'ines@example.com');
  expect((await world.access(owner)).member).toBe(before.member);
});
