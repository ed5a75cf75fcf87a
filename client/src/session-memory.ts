import type { Access } from './access.ts';
import type { Clock } from './clock.ts';
import type { GatefoldError } from './errors.ts';
import type { TokenAnswer } from './service-calls.ts';
import {
  pauseAfter,
  renewalOf,
  stateOf,
  type Knowledge,
  type SessionState,
  type SignedOutReason,
} from './session-state.ts';
import type { Verifier } from './verifier.ts';

/** What one page knows of the session, and how it comes to know more. Nothing of it is written anywhere. */
export interface Memory<Feature extends string> {
  readonly knowledge: () => Knowledge<Feature>;
  readonly state: () => SessionState;
  /** Rises with all that is learnt. */
  readonly version: () => number;
  /** Seconds since something was learnt. */
  readonly age: () => number;
  /**
   * Believes a token once it is checked, whoever it came from. One that is older than what is known is only checked.
   *
   * @param source `service` for an answer of a moment ago; what another `tab` told may have been overtaken
   */
  readonly take: (answer: TokenAnswer, source: 'service' | 'tab') => Promise<Access<Feature>>;
  readonly end: (why: SignedOutReason) => void;
  readonly fail: (error: GatefoldError<string>) => void;
  /** The token is good for nothing any more, and nothing else is known. */
  readonly drop: () => void;
  /** Looks whether time alone has changed the state. */
  readonly look: () => void;
}

interface Listeners {
  /** After all that is learnt. */
  readonly onLearn: () => void;
  /** When the state, its reason, or what the reader holds is another. */
  readonly onChange: () => void;
}

export function createMemory<Feature extends string>(
  verifier: Verifier<Feature>,
  clock: Clock,
  { onLearn, onChange }: Listeners,
): Memory<Feature> {
  let knowledge: Knowledge<Feature> = {};
  let version = 0;
  let learntAt = -Infinity;
  let endedAt = -Infinity;
  let told = '';

  const state = () => stateOf(knowledge, clock.now());

  function learn(next: Knowledge<Feature>): void {
    knowledge = next;
    version += 1;
    learntAt = clock.now();
    look();
    onLearn();
  }

  function look(): void {
    const { sub, ent } = knowledge.held?.access.claims ?? {};
    const telling = JSON.stringify([state(), knowledge.why, sub, ent]);
    if (telling === told) return;
    told = telling;
    onChange();
  }

  return {
    knowledge: () => knowledge,
    state,
    version: () => version,
    age: () => clock.now() - learntAt,
    look,
    async take({ token, now }, source) {
      clock.set(now);
      verifier.setServerTime(now);
      const access = await verifier.verify(token);
      const { iat } = access.claims;
      const isNews = source === 'service' || iat >= endedAt;
      if (isNews && iat >= (knowledge.held?.access.claims.iat ?? 0)) {
        const renewAt = renewalOf(access.expiresAt, clock.now(), Math.random());
        learn({ held: { token, access, renewAt } });
      }
      return access;
    },
    end(why) {
      // Before the first token the clock is the reader's own, and may be a day ahead.
      if (knowledge.held !== undefined) endedAt = Math.floor(clock.now());
      learn({ why });
    },
    fail(error) {
      const { retryAfterSeconds } = error as { retryAfterSeconds?: number | undefined };
      const inARow = (knowledge.failure?.inARow ?? 0) + 1;
      const retryAt = clock.now() + pauseAfter(inARow, retryAfterSeconds, Math.random());
      const { held } = knowledge;
      learn({ ...(held && { held }), failure: { error, inARow, retryAt } });
    },
    drop() {
      knowledge = {};
    },
  };
}
