import type { Access } from './access.ts';
import { GatefoldError, ServiceRefused, ServiceUnavailable } from './errors.ts';
import { isName, isObject } from './json.ts';
import type { VerifierOptions } from './options.ts';
import { watchPage, type Wake } from './page-life.ts';
import { createPost, readTokenAnswer, type Post } from './service-calls.ts';
import { createSessionClock } from './session-clock.ts';
import { createMemory } from './session-memory.ts';
import { dueAt, type Knowledge, type SessionState } from './session-state.ts';
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
  const { issuer, audience, fetch, now = Date.now, revocations } = options;
  const post = createPost(issuer, fetch);
  const clock = createSessionClock(now);
  const memory = createMemory(verifier, clock, { onChange, onLearn });
  const tabs = createTabs(`gatefold ${issuer} ${audience}`, hear);
  const page = watchPage({ onWake: wake, onLeave: tabs.close });
  let onNews: () => void = () => undefined;
  let renewing: Promise<void> | undefined;

  const isDue = () => dueAt(memory.knowledge()) <= clock.now();

  function onLearn(): void {
    onNews();
    plan();
  }

  function plan(): void {
    const end = memory.knowledge().held?.access.expiresAt ?? Infinity;
    const due = renewing === undefined && page.isVisible() ? dueAt(memory.knowledge()) : Infinity;
    const at = Math.min(due, end > clock.now() ? end : Infinity);
    page.plan(tick, at - clock.now());
  }

  function tick(): void {
    memory.look();
    if (page.isVisible() && isDue()) void renew();
    else if (page.isVisible() && revocations !== undefined) void current().then(plan);
    else plan();
  }

  function wake(cause: Wake): void {
    tabs.open();
    const patience = memory.state() === 'signed_in' ? STALE_SECONDS : STALE_SIGNED_OUT_SECONDS;
    if (cause !== 'visible' || memory.age() >= patience) void renew();
    else tick();
  }

  async function takeAnswer(answer: unknown): Promise<Access<Feature>> {
    const { token, now: serverTime } = readTokenAnswer(answer);
    const access = await memory.take({ token, now: serverTime }, 'service');
    tabs.tell({ access_token: token, now: clock.now() });
    return access;
  }

  /** What other tabs tell is theirs to know as well: no tab asks what another was just answered. */
  function hear(news: unknown): void {
    if (!isObject(news)) return;
    if (isName(news.why)) memory.end(news.why);
    else if (news.failed !== true) void hearToken(news);
    else if (isDue()) memory.fail(new ServiceUnavailable(undefined));
  }

  async function hearToken(news: unknown): Promise<void> {
    try {
      await memory.take(readTokenAnswer(news), 'tab');
    } catch (error) {
      // What is told and is no good token is no news; this page asks when it is due.
      if (!isGatefoldError(error)) throw error;
    }
  }

  async function ask(): Promise<void> {
    try {
      await takeAnswer(await post('/v1/token', {}));
    } catch (error) {
      if (!isGatefoldError(error)) throw error;
      if (error instanceof ServiceRefused && error.status === 401) {
        tabs.tell({ why: error.code });
        memory.end(error.code);
      } else {
        tabs.tell({ failed: true });
        memory.fail(error);
      }
    }
  }

  function renew(): Promise<void> {
    const seen = memory.version();
    renewing ??= tabs
      .alone(async (cameSecond) => {
        if (cameSecond && memory.version() === seen) await news();
        if (memory.version() === seen) await ask();
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
    const { held } = memory.knowledge();
    const state = memory.state();
    if (state !== 'signed_in' || held === undefined) {
      if (isDue() || state === 'expired') await renew();
      return;
    }
    if (isDue()) void renew();
    try {
      await verifier.verify(held.token);
    } catch (error) {
      if (!isGatefoldError(error)) throw error;
      if (error.code !== 'token_revoked') return;
      memory.drop();
      await renew();
    }
  }

  tabs.open();
  return {
    knowledge: memory.knowledge,
    state: memory.state,
    renew,
    current,
    call: (path, body) => tabs.alone(() => post(path, body)),
    open: (path, body) => tabs.alone(async () => takeAnswer(await post(path, body))),
    signOut: () =>
      tabs.alone(async () => {
        await post('/v1/sign-out', {});
        tabs.tell({ why: 'signed_out' });
        memory.end('signed_out');
      }),
    close() {
      page.stop();
      tabs.close();
    },
  };
}

const isGatefoldError = (error: unknown): error is GatefoldError<string> => error instanceof GatefoldError;
