import type { Access } from './access.ts';
import { GatefoldError, ServiceRefused, ServiceUnavailable } from './errors.ts';
import { isName, isObject } from './json.ts';
import type { VerifierOptions } from './options.ts';
import { watchPage, type Wake } from './page-life.ts';
import { createPost, readTokenAnswer, type Post, type TokenAnswer } from './service-calls.ts';
import { createSessionClock } from './session-clock.ts';
import {
  dueAt,
  pauseAfter,
  renewalOf,
  stateOf,
  type Knowledge,
  type SessionState,
  type SignedOutReason,
} from './session-state.ts';
import { createTabs } from './tabs.ts';
import type { Verifier } from './verifier.ts';

/** How long the news of the tab before is waited for: it was told before the lock was given on. */
const NEWS_MILLISECONDS = 200;
/** How old news may be for a reader who comes back to the page, and who may have signed in or out elsewhere. */
const STALE_SECONDS = 60;
const STALE_SIGNED_OUT_SECONDS = 5;

/** Keeps the token of one page: in memory, in step with the other tabs. */
export interface Keeper<Feature extends string> {
  readonly knowledge: () => Knowledge<Feature>;
  readonly state: () => SessionState;
  /** Asks for a new token, or takes the one that another tab has just got. Never rejects. */
  readonly renew: () => Promise<void>;
  /** Sees to it that what is known is no older than it has to be. Never rejects. */
  readonly current: () => Promise<void>;
  /** A call that moves this browser's cookies on; no two of them run at once. */
  readonly call: Post;
  /** A call that is answered with a token. */
  readonly open: (path: string, body: Readonly<Record<string, unknown>>) => Promise<Access<Feature>>;
  readonly signOut: () => Promise<void>;
  readonly close: () => void;
}

export function createKeeper<Feature extends string>(
  options: VerifierOptions<readonly Feature[]>,
  verifier: Verifier<Feature>,
  onChange: () => void,
): Keeper<Feature> {
  const { issuer, audience, fetch, now = Date.now } = options;
  const post = createPost(issuer, fetch);
  const clock = createSessionClock(now);
  const tabs = createTabs(`gatefold ${issuer} ${audience}`, hear);
  const page = watchPage({
    onWake: wake,
    onLeave: () => {
      tabs.close();
    },
  });

  let knowledge: Knowledge<Feature> = {};
  let learnt = 0;
  let learntAt = -Infinity;
  let endedAt = -Infinity;
  let told = '';
  let onNews: () => void = () => undefined;
  let renewing: Promise<void> | undefined;

  const state = () => stateOf(knowledge, clock.now());

  function learn(next: Knowledge<Feature>): void {
    knowledge = next;
    learnt += 1;
    learntAt = clock.now();
    onNews();
    announce();
    plan();
  }

  function announce(): void {
    const { sub, ent } = knowledge.held?.access.claims ?? {};
    const telling = JSON.stringify([state(), knowledge.why, sub, ent]);
    if (telling === told) return;
    told = telling;
    onChange();
  }

  function plan(): void {
    const end = knowledge.held?.access.expiresAt ?? Infinity;
    const due = renewing === undefined && page.isVisible() ? dueAt(knowledge) : Infinity;
    const at = Math.min(due, end > clock.now() ? end : Infinity);
    page.plan(tick, at - clock.now());
  }

  function tick(): void {
    announce();
    if (page.isVisible() && dueAt(knowledge) <= clock.now()) void renew();
    else if (page.isVisible() && 'revocations' in options) void current().then(plan);
    else plan();
  }

  function wake(cause: Wake): void {
    tabs.open();
    const patience = state() === 'signed_in' ? STALE_SECONDS : STALE_SIGNED_OUT_SECONDS;
    if (cause !== 'visible' || clock.now() - learntAt >= patience) void renew();
    else tick();
  }

  /** Checks a token before it is believed, whoever it came from. */
  async function take({ token, now: serverTime }: TokenAnswer): Promise<Access<Feature>> {
    clock.set(serverTime);
    verifier.setServerTime(serverTime);
    const access = await verifier.verify(token);
    const { iat } = access.claims;
    if (iat >= Math.floor(endedAt) && iat >= (knowledge.held?.access.claims.iat ?? 0)) {
      const renewAt = renewalOf(access.expiresAt, clock.now(), Math.random());
      learn({ held: { token, access, renewAt } });
    }
    return access;
  }

  async function takeAnswer(answer: unknown): Promise<Access<Feature>> {
    const { token, now: serverTime } = readTokenAnswer(answer);
    endedAt = -Infinity;
    const access = await take({ token, now: serverTime });
    tabs.tell({ access_token: token, now: clock.now() });
    return access;
  }

  function end(why: SignedOutReason): void {
    // Before the first token the clock is the reader's own, and may be a day ahead.
    endedAt = knowledge.held === undefined ? -Infinity : clock.now();
    learn({ why });
  }

  function fail(error: GatefoldError<string>): void {
    const { retryAfterSeconds } = error as { retryAfterSeconds?: number | undefined };
    const inARow = (knowledge.failure?.inARow ?? 0) + 1;
    const retryAt = clock.now() + pauseAfter(inARow, retryAfterSeconds, Math.random());
    const { held } = knowledge;
    learn({ ...(held && { held }), failure: { error, inARow, retryAt } });
  }

  /** What other tabs tell is theirs to know as well: no tab asks what another was just answered. */
  function hear(news: unknown): void {
    if (!isObject(news)) return;
    if (isName(news.why)) end(news.why);
    else if (news.failed === true) {
      if (dueAt(knowledge) <= clock.now()) fail(new ServiceUnavailable(undefined));
    } else {
      void Promise.resolve(news)
        .then(readTokenAnswer)
        .then(take)
        .catch(() => undefined);
    }
  }

  async function ask(): Promise<void> {
    try {
      await takeAnswer(await post('/v1/token', {}));
    } catch (error) {
      if (!isGatefoldError(error)) throw error;
      if (error instanceof ServiceRefused && error.status === 401) {
        tabs.tell({ why: error.code });
        end(error.code);
      } else {
        tabs.tell({ failed: true });
        fail(error);
      }
    }
  }

  function renew(): Promise<void> {
    const seen = learnt;
    renewing ??= tabs
      .alone(async (cameSecond) => {
        if (cameSecond && learnt === seen) await news();
        if (learnt === seen) await ask();
      })
      .finally(() => {
        renewing = undefined;
        plan();
      });
    return renewing;
  }

  function news(): Promise<void> {
    return new Promise((resolve) => {
      onNews = resolve;
      setTimeout(resolve, NEWS_MILLISECONDS);
    });
  }

  async function current(): Promise<void> {
    const { held } = knowledge;
    const isDue = dueAt(knowledge) <= clock.now();
    if (state() !== 'signed_in' || held === undefined) {
      if (isDue || state() === 'expired') await renew();
      return;
    }
    if (isDue) void renew();
    try {
      await verifier.verify(held.token);
    } catch (error) {
      if (!isGatefoldError(error) || error.code !== 'token_revoked') return;
      knowledge = {};
      await renew();
    }
  }

  tabs.open();
  return {
    knowledge: () => knowledge,
    state,
    renew,
    current,
    call: (path, body) => tabs.alone(() => post(path, body)),
    open: (path, body) => tabs.alone(async () => takeAnswer(await post(path, body))),
    signOut: () =>
      tabs.alone(async () => {
        await post('/v1/sign-out', {});
        tabs.tell({ why: 'signed_out' });
        end('signed_out');
      }),
    close() {
      page.stop();
      tabs.close();
    },
  };
}

const isGatefoldError = (error: unknown): error is GatefoldError<string> => error instanceof GatefoldError;
