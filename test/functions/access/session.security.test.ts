// Claims:
// - A refresh credential that somebody copied is worth nothing once its owner has moved on, and its use ends the session.
// - Tabs that refresh at once do not sign their reader out.
// - A credential of another publication, or a forged one, opens nothing.
// - A session ends after ninety days, however often it is used.
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
