/**
 * Claims: in a Worker, which ends what a request began when its answer is out, no renewal of the keys is left to
 * another request. In an outage one reader in 30 s waits for the service, and the others do not. No request is let in
 * on a revocation list that another is still waiting for.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type * as web from '../../client/src/index.ts';
import { createClaims, createSigningKey, ISSUER, keySetOf, NOW, signToken } from '../support/tokens.ts';
import { foldOptions } from './entries.ts';
import { answerText, startIssuer } from './revocation-lists.ts';

const key = createSigningKey('key-1');
let createVerifier: typeof web.createVerifier;
let pollRevocations: typeof web.pollRevocations;

beforeAll(async () => {
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
  vi.resetModules();
  ({ createVerifier, pollRevocations } = await import('../../client/src/index.ts'));
});
afterAll(() => {
  vi.unstubAllGlobals();
});

/** A verifier whose calls are answered one by one, in any order. */
function startWorker() {
  const calls: ((response: Response) => void)[] = [];
  const fetch = () => new Promise<Response>((answer) => calls.push(answer));
  let nowSeconds = NOW;
  const verifier = createVerifier(foldOptions(ISSUER, { fetch, now: () => nowSeconds * 1_000 }));
  let serial = 0;
  const visit = () =>
    verifier.verify(
      signToken(key, createClaims({ jti: `jti_${(serial += 1)}`, iat: nowSeconds, exp: nowSeconds + 600 })),
    );
  return {
    calls,
    visit,
    answer: (call: number, status = 200) => {
      const headers = { 'content-type': 'application/json' };
      calls[call]?.(new Response(keySetOf(key), { status, headers }));
    },
    pass: (seconds: number) => {
      nowSeconds += seconds;
    },
  };
}

test('each of the first requests makes its own call, and needs no other’s', async () => {
  const worker = startWorker();
  const visits = [worker.visit(), worker.visit()];
  expect(worker.calls).toHaveLength(2);
  worker.answer(1);
  expect((await visits[1])?.member).toBe('mem_4hq8');
  worker.answer(0);
  expect((await visits[0])?.member).toBe('mem_4hq8');
});

test('who renews the keys waits for them, and nobody else does', async () => {
  const worker = startWorker();
  const first = worker.visit();
  worker.answer(0);
  await first;
  worker.pass(300);
  let isOver = false;
  const renewing = worker.visit().finally(() => (isOver = true));
  await worker.visit();
  expect(worker.calls).toHaveLength(2);
  expect(isOver).toBe(false);
  worker.answer(1, 503);
  expect((await renewing).member).toBe('mem_4hq8');
  worker.pass(29);
  await worker.visit();
  expect(worker.calls).toHaveLength(2);
  worker.pass(1);
  const again = worker.visit();
  expect(worker.calls).toHaveLength(3);
  worker.answer(2);
  await again;
});

test('the first requests each wait for a revocation list of their own, and one in 10 s for the next', async () => {
  await using issuer = await startIssuer();
  issuer.publish([{ sub: 'mem_out', before: NOW + 600 }]);
  const verifier = createVerifier({ ...issuer.options(), revocations: pollRevocations() });
  const verify = (jti: string) =>
    verifier.verify(issuer.token({ sub: 'mem_out', jti })).catch((error: unknown) => error);
  const revoked = expect.objectContaining({ code: 'token_revoked' }) as unknown;
  expect(await Promise.all([verify('a'), verify('b')])).toEqual([revoked, revoked]);
  expect(issuer.polls()).toBe(2);
  issuer.pass(30);
  issuer.answerList(answerText('', undefined, 503));
  expect(await Promise.all([verify('c'), verify('d')])).toEqual([revoked, revoked]);
  expect(issuer.polls()).toBe(3);
});
