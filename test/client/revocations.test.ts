/**
 * Claims: what a publisher revokes opens nothing within 60 s where the verifier polls, not even to a token checked
 * before. No page costs a call. Nobody but the issuer can revoke, or take a revocation back. What becomes of readers
 * while the list cannot be had is the publisher's choice.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createVerifier as createNodeVerifier, pollRevocations } from '../../client/src/node.ts';
import { requireFeature } from '../../client/src/server.ts';
import { answerJson, startJsonServer, type Answer } from '../support/json-server.ts';
import { createSigningKey, encode, keySetOf, signSegments, signToken } from '../support/tokens.ts';
import { ENTRIES, refusalOf } from './entries.ts';
import { answerText, key, listHeader, startIssuer, type Issuer } from './revocation-lists.ts';

const stranger = createSigningKey(key.kid);
let issuer: Issuer;
beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(() => issuer[Symbol.asyncDispose]());

/** What is answered in the list's place. Each is newer than the good list, and would take its revocation back. */
const BAD_LISTS: readonly (readonly [name: string, bad: (issuer: Issuer) => Answer])[] = [
  ['a list that a stranger signed', (it) => answerText(signToken(stranger, it.claimsOf([]), listHeader))],
  ['an access token', (it) => answerText(it.token())],
  ['a list that calls itself a JWT', (it) => signed(it, {}, { typ: 'JWT' })],
  ['a list of another algorithm', (it) => signed(it, {}, { alg: 'none' })],
  ['a list that brings its key', (it) => signed(it, {}, { jwk: stranger.jwk })],
  ['a list of another issuer', (it) => signed(it, { iss: 'https://evil.example' })],
  ['a list of another publication', (it) => signed(it, { aud: 'the-crease' })],
  ['a list for several publications', (it) => signed(it, { aud: ['the-fold'] })],
  ['a list that is over', (it) => signed(it, { iat: it.now() - 121, exp: it.now() - 61 })],
  ['a list of the future', (it) => signed(it, { iat: it.now() + 61, exp: it.now() + 121 })],
  ['a list with a life of 61 s', (it) => signed(it, { exp: it.now() + 61 })],
  ['a list without an end', (it) => signed(it, { exp: undefined })],
  ['a list that ends as it begins', (it) => signed(it, { exp: it.now() })],
  ['a list without entries', (it) => signed(it, { revoked: undefined })],
  ['entries that are no list', (it) => signed(it, { revoked: {} })],
  ['an entry that is null', (it) => signed(it, { revoked: [null] })],
  ['an entry of nobody', (it) => signed(it, { revoked: [{ before: 1 }] })],
  ['an entry without a time', (it) => signed(it, { revoked: [{ sub: 'mem_1' }] })],
  ['an entry of an ill-typed time', (it) => signed(it, { revoked: [{ sub: 'mem_1', before: '1' }] })],
  ['an entry of a number', (it) => signed(it, { revoked: [{ sub: 1, before: 1 }] })],
  [
    'an entry of a member and a session',
    (it) => signed(it, { revoked: [{ sub: 'a', sid: 'b', before: 1 }] }),
  ],
  ['an entry of a kind unknown', (it) => signed(it, { revoked: [{ sub: 'a', jti: 'b', before: 1 }] })],
  [
    'a member twice',
    (it) =>
      signed(it, {
        revoked: [
          { sub: 'a', before: 1 },
          { sub: 'a', before: 2 },
        ],
      }),
  ],
  ['a moment for all that is none', (it) => signed(it, { all: 'now' })],
  ['a list of loose JSON', (it) => answerText(signLoosely(`${JSON.stringify(it.claimsOf([]))} `))],
  [
    'a list with a member twice in its JSON',
    (it) => answerText(signLoosely(JSON.stringify(it.claimsOf([])).replace('{', '{"revoked":[],'))),
  ],
  ['an array', () => answerText(signLoosely('[]'))],
  ['a list of over 1 MB', (it) => signed(it, { padding: 'x'.repeat(800_000) })],
  ['a list that calls itself JSON', (it) => answerText(it.list([]), 'application/json')],
  ['plain JSON', (it) => answerText(JSON.stringify(it.claimsOf([])))],
  ['nothing', () => answerText('')],
  ['a 404', (it) => answerText(it.list([]), undefined, 404)],
  ['a 500', (it) => answerText(it.list([]), undefined, 500)],
  ['a broken connection', () => (_, response) => response.destroy()],
];

function signed(it: Issuer, claims: object, header: object = {}): Answer {
  return answerText(signToken(key, it.claimsOf([], claims), { ...listHeader, ...header }));
}

function signLoosely(payload: string): string {
  return signSegments(key.privateKey, encode(JSON.stringify(listHeader)), encode(payload));
}

describe.each(ENTRIES)('$entry entry', ({ createVerifier }) => {
  const withoutList = (token: string, onStale: 'accept' | 'refuse') =>
    refusalOf(createVerifier(issuer.options({ onStale })).verify(token));

  test('refuses the tokens of a revoked member that were issued before, and no later one', async () => {
    issuer.publish([{ sub: 'mem_out', before: issuer.now() }]);
    const verifier = createVerifier(issuer.options());
    const verify = (changes: object) => refusalOf(verifier.verify(issuer.token(changes)));
    expect(await verify({ sub: 'mem_out', iat: issuer.now() - 1 })).toBe('token_revoked');
    expect(await verify({ sub: 'mem_out' })).toBeUndefined();
    expect(await verify({ sub: 'mem_in', iat: issuer.now() - 1 })).toBeUndefined();
    expect(await verify({ sid: 'mem_out', iat: issuer.now() - 1 })).toBeUndefined();
  });

  test('refuses the tokens of a revoked session, and of no other session of the member', async () => {
    issuer.publish([{ sid: 'ses_out', before: issuer.now() + 1 }]);
    const verifier = createVerifier(issuer.options());
    expect(await refusalOf(verifier.verify(issuer.token({ sid: 'ses_out' })))).toBe('token_revoked');
    expect(await refusalOf(verifier.verify(issuer.token({ sid: 'ses_in' })))).toBeUndefined();
  });

  test('refuses everybody’s where the list names a moment for all', async () => {
    issuer.publish([], { all: issuer.now() });
    const verifier = createVerifier(issuer.options());
    expect(await refusalOf(verifier.verify(issuer.token({ iat: issuer.now() - 1 })))).toBe('token_revoked');
    expect(await refusalOf(verifier.verify(issuer.token()))).toBeUndefined();
  });

  test('reads a list of 5,000 entries, and names that JavaScript knows', async () => {
    const members = Array.from({ length: 4_998 }, (_, index) => ({
      sub: `mem_${index}_${'x'.repeat(20)}`,
      before: issuer.now() + 1,
    }));
    const named = ['__proto__', 'constructor'].map((sub) => ({ sub, before: issuer.now() + 1 }));
    issuer.publish([...named, ...members]);
    const verifier = createVerifier(issuer.options({ onStale: 'refuse' }));
    for (const { sub } of [...named, ...members.slice(-1)])
      expect(await refusalOf(verifier.verify(issuer.token({ sub })))).toBe('token_revoked');
    expect(await refusalOf(verifier.verify(issuer.token({ sub: 'toString' })))).toBeUndefined();
  });

  test('row 22: a remembered token is refused once the list has it', async () => {
    issuer.publish([]);
    const verifier = createVerifier(issuer.options());
    const token = issuer.token({ sub: 'mem_out' });
    const access = await verifier.verify(token);
    expect(await verifier.verify(token)).toBe(access);
    issuer.pass(40);
    issuer.publish([{ sub: 'mem_out', before: issuer.now() }]);
    expect(await refusalOf(verifier.verify(token))).toBe('token_revoked');
    expect(await refusalOf(verifier.verify(token))).toBe('token_revoked');
  });

  test('row 22: a revocation takes 60 s at most, though each cache between keeps the last list as long as it may', async () => {
    issuer.publish([]);
    const verifier = createVerifier(issuer.options());
    const token = issuer.token({ sub: 'mem_out' });
    const revokedAt = issuer.now();
    issuer.pass(20);
    expect(await refusalOf(verifier.verify(token))).toBeUndefined();
    issuer.publish([{ sub: 'mem_out', before: revokedAt + 1 }]);
    issuer.pass(40);
    expect(await refusalOf(verifier.verify(token))).toBe('token_revoked');
  });

  test('asks for no page, and every 30 s at most', async () => {
    issuer.publish([]);
    const verifier = createVerifier(issuer.options());
    for (let second = 0; second < 30; second += 1) {
      await verifier.verify(issuer.token());
      issuer.pass(1);
    }
    expect(issuer.polls()).toBe(1);
    await verifier.verify(issuer.token());
    await verifier.verify(issuer.token());
    await expect.poll(issuer.polls).toBe(2);
  });

  test('asks for nobody whose token is refused anyway', async () => {
    const verifier = createVerifier(issuer.options());
    for (const token of ['', 'x.y.z', signToken(stranger), issuer.token({ aud: 'the-crease' })])
      expect(await refusalOf(verifier.verify(token))).toMatch(/^token_/);
    expect(issuer.polls()).toBe(0);
  });

  test('asks once for many readers at once', async () => {
    issuer.publish([]);
    const verifier = createVerifier(issuer.options());
    await Promise.all(
      Array.from({ length: 20 }, (_, jti) => verifier.verify(issuer.token({ jti: `j${jti}` }))),
    );
    expect(issuer.polls()).toBe(1);
  });

  test('a list under a key that is new fetches the key', async () => {
    issuer.publish([]);
    const verifier = createVerifier(issuer.options({ onStale: 'refuse' }));
    await verifier.verify(issuer.token());
    issuer.pass(40);
    const next = createSigningKey('key-2');
    issuer.answerKeys(answerJson(keySetOf(key, next)));
    const claims = issuer.claimsOf([{ sub: 'mem_out', before: issuer.now() + 1 }]);
    issuer.answerList(answerText(signToken(next, claims, { ...listHeader, kid: next.kid })));
    expect(await refusalOf(verifier.verify(issuer.token({ sub: 'mem_out' })))).toBe('token_revoked');
  });

  test('an older list never takes the place of a newer one', async () => {
    issuer.publish([]);
    const older = issuer.list([]);
    issuer.pass(10);
    issuer.publish([{ sub: 'mem_out', before: issuer.now() + 600 }]);
    const verifier = createVerifier(issuer.options());
    const verify = () => refusalOf(verifier.verify(issuer.token({ sub: 'mem_out' })));
    expect(await verify()).toBe('token_revoked');
    issuer.answerList(answerText(older));
    issuer.pass(40);
    expect(await verify()).toBe('token_revoked');
    expect(issuer.polls()).toBe(2);
  });

  test.each(BAD_LISTS)('%s takes no revocation back', async (_, bad) => {
    issuer.publish([{ sub: 'mem_out', before: issuer.now() + 600 }]);
    const verifier = createVerifier(issuer.options());
    const verify = (sub: string) => refusalOf(verifier.verify(issuer.token({ sub })));
    expect(await verify('mem_out')).toBe('token_revoked');
    issuer.pass(40);
    issuer.answerList(bad(issuer));
    expect(await verify('mem_out')).toBe('token_revoked');
    expect(await verify('mem_in')).toBeUndefined();
    expect(issuer.polls()).toBe(2);
  });

  test.each(BAD_LISTS)('%s is no list', async (_, bad) => {
    issuer.answerList(bad(issuer));
    expect(await withoutList(issuer.token(), 'accept')).toBeUndefined();
    expect(await withoutList(issuer.token(), 'refuse')).toBe('revocations_unavailable');
  });

  test('a redirect is not followed', async () => {
    await using elsewhere = await startJsonServer(answerText(issuer.list([])));
    issuer.answerList((_, response) => {
      response.writeHead(302, { location: `${elsewhere.origin}/v1/revocations` }).end();
    });
    expect(await withoutList(issuer.token(), 'refuse')).toBe('revocations_unavailable');
    expect(elsewhere.calls).toEqual([]);
  });

  test('the error says what was wrong with the list', async () => {
    issuer.answerList(answerText('', undefined, 503));
    const verifying = createVerifier(issuer.options({ onStale: 'refuse' })).verify(issuer.token());
    await expect(verifying).rejects.toMatchObject({
      code: 'revocations_unavailable',
      cause: { cause: { message: 'status 503' } },
    });
  });

  test('an outage: by default readers read on, but for those whom the last list shut out', async () => {
    issuer.publish([{ sub: 'mem_out', before: issuer.now() + 7_200 }]);
    const verifier = createVerifier(issuer.options());
    const verify = (sub: string) => refusalOf(verifier.verify(issuer.token({ sub })));
    await verify('mem_in');
    issuer.answerList(answerText('', undefined, 503));
    issuer.pass(3_600);
    expect(await verify('mem_in')).toBeUndefined();
    expect(await verify('mem_out')).toBe('token_revoked');
  });

  test('an outage: by option nobody reads once the last list is over for a minute, and all do when it is back', async () => {
    issuer.publish([]);
    const verifier = createVerifier(issuer.options({ onStale: 'refuse' }));
    const verify = () => refusalOf(verifier.verify(issuer.token()));
    await verify();
    issuer.answerList(answerText('', undefined, 503));
    issuer.pass(120);
    expect(await verify()).toBeUndefined();
    issuer.pass(1);
    expect(await verify()).toBe('revocations_unavailable');
    issuer.publish([]);
    issuer.pass(10);
    await verify();
    await expect.poll(verify).toBeUndefined();
  });

  test('an outage: the service is asked every 10 s at most', async () => {
    const verifier = createVerifier(issuer.options());
    for (let second = 0; second < 10; second += 1) {
      expect(await refusalOf(verifier.verify(issuer.token()))).toBeUndefined();
      issuer.pass(1);
    }
    expect(issuer.polls()).toBe(1);
    await verifier.verify(issuer.token());
    expect(issuer.polls()).toBe(2);
  });

  test('a clock set back loses no list', async () => {
    issuer.publish([{ sub: 'mem_out', before: issuer.now() + 1 }]);
    const verifier = createVerifier(issuer.options());
    await verifier.verify(issuer.token());
    issuer.answerList(answerText('', undefined, 503));
    issuer.pass(-86_400);
    expect(await refusalOf(verifier.verify(issuer.token({ sub: 'mem_out' })))).toBe('token_revoked');
  });
});

describe('node entry, without waiting', () => {
  test('throws until a list is at hand, and answers alike from then on', async () => {
    issuer.publish([{ sub: 'mem_out', before: issuer.now() + 1 }]);
    const verifier = createNodeVerifier(issuer.options());
    const good = issuer.token();
    const revoked = issuer.token({ sub: 'mem_out' });
    await createNodeVerifier({ ...issuer.options(), revocations: undefined }).verify(good);
    expect(
      await refusalOf(verifier.verify(issuer.token({ exp: issuer.now() - 60, iat: issuer.now() - 90 }))),
    ).toBe('token_expired');
    expect(() => verifier.verifyNow(good)).toThrow(
      expect.objectContaining({ code: 'revocations_not_loaded' }),
    );
    const access = await verifier.verify(good);
    expect(verifier.verifyNow(good)).toBe(access);
    expect(() => verifier.verifyNow(revoked)).toThrow(expect.objectContaining({ code: 'token_revoked' }));
  });

  test('serves a list past its time for ten seconds, asks for the next meanwhile, and then throws', async () => {
    issuer.publish([]);
    const verifier = createNodeVerifier(issuer.options());
    const token = issuer.token();
    await verifier.verify(token);
    issuer.pass(39);
    issuer.publish([{ sub: 'mem_4hq8', before: issuer.now() }]);
    expect(verifier.verifyNow(token).member).toBe('mem_4hq8');
    await expect
      .poll(() => {
        try {
          return verifier.verifyNow(token).member;
        } catch (error) {
          return (error as { code?: string }).code;
        }
      })
      .toBe('token_revoked');
    issuer.pass(40);
    expect(() => verifier.verifyNow(issuer.token())).toThrow(
      expect.objectContaining({ code: 'revocations_not_loaded' }),
    );
  });

  test('through a known outage decides as the option says', async () => {
    issuer.publish([]);
    const verifiers = (['accept', 'refuse'] as const).map((onStale) =>
      createNodeVerifier(issuer.options({ onStale })),
    );
    for (const verifier of verifiers) await verifier.verify(issuer.token());
    issuer.answerList(answerText('', undefined, 503));
    issuer.pass(121);
    for (const verifier of verifiers) await verifier.verify(issuer.token()).catch(() => undefined);
    const [accepting, refusing] = verifiers;
    expect(accepting?.verifyNow(issuer.token()).member).toBe('mem_4hq8');
    expect(() => refusing?.verifyNow(issuer.token())).toThrow(
      expect.objectContaining({ code: 'revocations_unavailable' }),
    );
  });
});

describe('at a gate', () => {
  const visit = (token: string) =>
    new Request('https://thefold.example/articles/the-last-bus', {
      headers: { accept: 'text/html', cookie: `gatefold_token=${token}; gatefold_hint=1` },
    });

  test('a revoked token locks the page, and sends the reader for a new one', async () => {
    issuer.publish([{ sub: 'mem_out', before: issuer.now() + 1 }]);
    const gate = requireFeature(createNodeVerifier(issuer.options()), 'news');
    const answer = await gate(visit(issuer.token({ sub: 'mem_out' })));
    expect(answer).toMatchObject({ unlocked: false, why: 'token_refused', code: 'token_revoked' });
    expect(answer.hop?.headers.get('location')).toMatch(`${issuer.origin}/v1/continue?`);
  });

  test('without a list, where that is refused, the page is locked and no hop is made: it would bring nothing', async () => {
    const gate = requireFeature(createNodeVerifier(issuer.options({ onStale: 'refuse' })), 'news');
    const answer = await gate(visit(issuer.token()));
    expect(answer).toMatchObject({ unlocked: false, why: 'token_refused', code: 'revocations_unavailable' });
    expect(answer.hop).toBeUndefined();
  });
});

test('a misspelt option is a mistake in the configuration, and not the default', () => {
  // @ts-expect-error There is no such option.
  expect(() => pollRevocations({ onStale: 'reject' })).toThrow(
    expect.objectContaining({ code: 'configuration_invalid' }),
  );
});

test('polling keeps no process alive', async () => {
  issuer.publish([]);
  const program = `
    import { createVerifier, pollRevocations } from ${JSON.stringify(import.meta.resolve('../../client/src/node.ts'))};
    const [issuer, token, now] = process.argv.slice(1);
    const verifier = createVerifier({ issuer, audience: 'the-fold', features: [], now: () => now * 1_000,
      revocations: pollRevocations({ onStale: 'refuse' }) });
    console.log((await verifier.verify(token)).member);`;
  const argv = [
    '--input-type=module',
    '--eval',
    program,
    issuer.origin,
    issuer.token(),
    String(issuer.now()),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  expect(stdout.trim()).toBe('mem_4hq8');
  expect(issuer.polls()).toBe(1);
});
