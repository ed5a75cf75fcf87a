// Claims:
// - The list of what is revoked is signed by the issuer as what it is, says it of this publication, and is good for a minute.
//   Anybody may have it, a cache may keep it for ten seconds, and it costs one read in ten seconds however many ask.
// - Where it can not be read, the last one is given for as long as it is good, and after that none: never an empty one.
// - However many are revoked at once, it stays small and misses nobody.
// - It is no access token, and no access token is it.
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  REVOCATIONS_MAX_BYTES,
  REVOCATIONS_MAX_ENTRIES,
  REVOCATIONS_PATH,
  REVOCATIONS_TYPE,
} from '../../../client/src/claims.ts';
import type { RevocationsClaims } from '../../../client/src/claims.ts';
import { pollRevocations } from '../../../client/src/node.ts';
import { createRevocationsStore } from '../../../shared/store/revocations.ts';
import type { RevocationsStore } from '../../../shared/store/revocations.ts';
import { openDatabase } from '../../../shared/store/database.ts';
import { ENTRIES, refusalOf as codeOf } from '../../client/entries.ts';
import { refusalOf } from '../../support/problem.ts';
import { revokeMany } from '../../support/revocations.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
let store: RevocationsStore;
beforeEach(async () => {
  world = await openWorld();
  store = createRevocationsStore(openDatabase(world.dynamo, world.tablePrefix));
});
afterEach(() => world.close());

const seconds = () => Math.floor(world.clock.now() / 1000);
const ask = (headers: Record<string, string> = {}) => fetch(world.issuer + REVOCATIONS_PATH, { headers });

/** As any verifier of the standard reads it. */
async function read(response: Response): Promise<RevocationsClaims> {
  expect(response.status).toBe(200);
  const keySet = createRemoteJWKSet(new URL(`${world.issuer}/.well-known/jwks.json`));
  const { payload } = await jwtVerify(await response.text(), keySet, {
    issuer: world.issuer,
    audience: world.config.publication.id,
    typ: REVOCATIONS_TYPE,
    algorithms: ['ES256'],
    currentDate: new Date(world.clock.now()),
  });
  return payload as unknown as RevocationsClaims;
}

/** Has reading the list fail, or wait, from now on; counts how often it was tried. */
function meddle(act: () => Promise<void> | void): { readonly reads: () => number } {
  let reads = 0;
  world.dynamo.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const isTheRead =
          commandName === 'QueryCommand' && JSON.stringify(args.input).includes('"revocations"');
        if (isTheRead) {
          reads += 1;
          await act();
        }
        return next(args);
      },
    { step: 'initialize', name: 'meddle', override: true },
  );
  return { reads: () => reads };
}

describe('the list', () => {
  test('is there when nothing is revoked', async () => {
    expect(await read(await ask())).toEqual({
      ...{ iss: world.issuer, aud: world.config.publication.id, iat: seconds(), exp: seconds() + 60 },
      revoked: [],
    });
  });

  test('names what is, and how it was signed', async () => {
    await store.revoke({ sub: 'mem_ada' }, seconds());
    await store.revoke({ sid: 'ses_phone' }, seconds());
    const answer = await ask();
    const { kid } = decodeProtectedHeader(await answer.clone().text());
    const [header = ''] = (await answer.clone().text()).split('.');
    expect(Buffer.from(header, 'base64url').toString()).toBe(
      `{"alg":"ES256","kid":"${String(kid)}","typ":"gatefold-revocations+jwt"}`,
    );
    expect((await read(answer)).revoked).toEqual([
      { sub: 'mem_ada', before: seconds() + 1 },
      { sid: 'ses_phone', before: seconds() + 11 },
    ]);
  });

  test('may be kept for ten seconds by anybody, and is read by the publication’s pages', async () => {
    const answer = await ask({ origin: world.site });
    expect(answer.headers.get('content-type')).toBe('application/gatefold-revocations+jwt');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=10');
    expect(answer.headers.get('access-control-allow-origin')).toBe(world.site);
    expect(answer.headers.get('vary')).toBe('Origin');
    const foreign = await ask({ origin: 'https://evil.example' });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    expect(foreign.headers.get('set-cookie')).toBeNull();
  });

  test('is read once in ten seconds, however many ask, and anew after that', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const { reads } = meddle(() => held);
    const asked = Array.from({ length: 20 }, () => ask());
    await expect.poll(reads).toBe(1);
    letGo();
    expect(new Set(await Promise.all(asked.map(async (one) => (await one).text()))).size).toBe(1);
    await store.revoke({ sub: 'mem_ada' }, seconds());
    world.clock.advance(9);
    expect((await read(await ask())).revoked).toEqual([]);
    world.clock.advance(1);
    expect((await read(await ask())).revoked).toHaveLength(1);
    expect(reads()).toBe(2);
  });

  test('forgets who was revoked once no token from before can be alive', async () => {
    await store.revoke({ sub: 'mem_ada' }, seconds());
    world.clock.advance(720);
    expect((await read(await ask())).revoked).toHaveLength(1);
    world.clock.advance(10);
    expect((await read(await ask())).revoked).toEqual([]);
  });
});

describe('while the database can not be read', () => {
  const fail = () => Promise.reject(new Error('The database is away.'));

  test('the last list is given as long as it is good, and a new one as soon as there is one', async () => {
    const { iat } = await read(await ask());
    let isAway = true;
    meddle(() => (isAway ? fail() : undefined));
    world.clock.advance(59);
    expect((await read(await ask())).iat).toBe(iat);
    world.clock.advance(1);
    expect(await refusalOf(await ask())).toBe('503 revocations_unavailable');
    expect(world.logLines.some((line) => line.includes('"revocations_unavailable"'))).toBe(true);
    isAway = false;
    expect((await read(await ask())).iat).toBe(iat + 60);
  });

  test('there is none where there never was one, and it is not kept', async () => {
    meddle(fail);
    const answer = await ask();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await refusalOf(answer)).toBe('503 revocations_unavailable');
  });
});

test('of 5,001 revocations it names none, refuses every token of before the latest, and takes those after it', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'ada@example.com');
  const before = await world.token(reader);
  await revokeMany(world.dynamo, world.tablePrefix, REVOCATIONS_MAX_ENTRIES + 1, seconds());
  const list = await ask();
  expect((await list.clone().text()).length).toBeLessThan(1_000);
  expect(await read(list)).toMatchObject({ all: seconds() + 1, revoked: [] });
  world.clock.advance(1);
  const after = await world.token(reader);
  for (const { createVerifier } of ENTRIES) {
    const verifier = createVerifier({ ...standing(), revocations: pollRevocations() });
    expect(await codeOf(verifier.verify(before))).toBe('token_revoked');
    expect(await codeOf(verifier.verify(after))).toBeUndefined();
  }
});

test('of 5,000 it names each, and a verifier can read it', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'ada@example.com');
  const token = await world.token(reader);
  await revokeMany(world.dynamo, world.tablePrefix, REVOCATIONS_MAX_ENTRIES - 1, seconds());
  const { member } = await world.access(reader);
  await store.revoke({ sub: member as `mem_${string}` }, seconds());
  const list = await ask();
  expect((await list.clone().text()).length).toBeLessThan(REVOCATIONS_MAX_BYTES);
  expect((await read(list)).revoked).toHaveLength(REVOCATIONS_MAX_ENTRIES);
  for (const { createVerifier } of ENTRIES) {
    const verifier = createVerifier({ ...standing(), revocations: pollRevocations({ onStale: 'refuse' }) });
    expect(await codeOf(verifier.verify(token))).toBe('token_revoked');
  }
});

test('row 17: it is no access token, and an access token is no list', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'ada@example.com');
  const token = await world.token(reader);
  const list = await (await ask()).text();
  for (const { createVerifier } of ENTRIES) {
    expect(await codeOf(createVerifier(standing()).verify(list))).toMatch(/^token_/);
    const type = { headers: { 'content-type': `application/${REVOCATIONS_TYPE}` } };
    const verifier = createVerifier({
      ...standing(),
      revocations: pollRevocations({ onStale: 'refuse' }),
      fetch: (url: string, init?: RequestInit) =>
        url.endsWith(REVOCATIONS_PATH) ? Promise.resolve(new Response(token, type)) : fetch(url, init),
    });
    expect(await codeOf(verifier.verify(token))).toBe('revocations_unavailable');
  }
});

const standing = () => ({
  issuer: world.issuer,
  audience: world.config.publication.id,
  features: world.config.features,
  now: world.clock.now,
});
