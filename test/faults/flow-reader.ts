import { expect } from 'vitest';
import { createReader } from '../support/reader.ts';
import type { Reader } from '../support/reader.ts';
import type { Flow } from './flow.ts';
import { askToken, codeFor, enterCode, opens, seenOf, signIn, subscriber } from './readers.ts';
import type { FaultyWorld } from './world.ts';

const EVERYTHING = ['analysis', 'memos', 'news', 'newsletters', 'registered', 'reports'];

/** A subscriber's page asks for the next token. */
export const mint: Flow = {
  name: 'mint',
  promises: [1, 5, 7],
  calls: ['DynamoDB'],
  async begin(world, id) {
    const reader = await regularOf(world, id);
    const held = await tokenOf(await askToken(world, reader));
    await world.verifier.verify(held);
    return {
      async during() {
        const asked = await askToken(world, reader);
        if (asked.status === 200) {
          const access = await world.verifier.verify(await tokenOf(asked)).catch(codeOf);
          // A token of the future is one that the facts allow, a little early.
          if (access === 'token_not_yet_valid') return 'again';
          expect(access).toMatchObject({ claims: { ent: EVERYTHING } });
        }
        expect((await world.verifier.verify(held)).unlocks('analysis')).toBe(true);
        return seenOf(asked.status);
      },
      async after() {
        expect(await opens(world, reader)).toEqual(EVERYTHING);
      },
    };
  },
};

const regulars = new WeakMap<FaultyWorld, Promise<Reader>>();

/** Minting changes nothing that the next run would meet: one subscriber does for all. */
function regularOf(world: FaultyWorld, id: string): Promise<Reader> {
  const regular = regulars.get(world) ?? subscriber(world, `regular-${id}@example.com`);
  regulars.set(world, regular);
  return regular;
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error);

async function tokenOf(response: Response): Promise<string> {
  const { access_token } = (await response.json()) as { access_token?: string };
  if (access_token === undefined) throw new Error(`No token: ${response.status}`);
  return access_token;
}

/** A reader asks for a code, and enters it. */
export const signingIn: Flow = {
  name: 'sign-in',
  promises: [5, 7],
  calls: ['DynamoDB', 'SQS', 'SES'],
  begin(world, id) {
    const email = `sign-in-${id}@example.com`;
    const reader = createReader();
    let isAsked = false;
    let isIn = false;
    return Promise.resolve({
      async during() {
        const asked = await reader.call(`${world.issuer}/v1/sign-in`, { email }, world.site);
        isAsked = asked.status < 300;
        if (!isAsked) return seenOf(asked.status);
        await world.service.mailQueue.settled();
        if (codeFor(world, email) === '') return 'later';
        const verified = await enterCode(world, reader, email);
        isIn = verified.status === 200;
        return isIn ? 'served' : 'again';
      },
      async after() {
        await world.drain();
        if (isAsked && !isIn) {
          const verified = await enterCode(world, reader, email);
          // A code that was spent while its answer was lost is not taken twice.
          if (verified.status !== 200) await signIn(world, reader, email);
        }
        if (!isAsked) await signIn(world, reader, email);
        expect(await opens(world, reader)).toEqual(['registered']);
      },
    });
  },
};
