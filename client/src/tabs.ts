import { IS_PAGE } from './page-life.ts';

const LOCK_WAIT_MILLISECONDS = 15_000;

/** The tabs of one origin that share one session. */
export interface Tabs {
  /**
   * Runs `work` while no other tab runs its own. Where the browser has no locks, or one is held for too long, it runs
   * all the same: the service bears races.
   *
   * @param work is told whether another tab came first, whose news may still be on the way
   */
  alone<Result>(work: (cameSecond: boolean) => Promise<Result>): Promise<Result>;
  /** Tells all other tabs that are listening now. */
  tell(news: unknown): void;
  open(): void;
  /** A page that keeps listening may be thrown out of the back/forward cache. */
  readonly close: () => void;
}

/**
 * Web Locks and BroadcastChannel reach the same origin in the same browser profile, and nobody else: a token that is
 * told is told to pages that could ask for it themselves.
 */
export function createTabs(name: string, hear: (news: unknown) => void): Tabs {
  let channel: BroadcastChannel | undefined;
  const locks = IS_PAGE && 'locks' in navigator ? navigator.locks : undefined;

  async function alone<Result>(work: (cameSecond: boolean) => Promise<Result>): Promise<Result> {
    if (locks === undefined) return work(false);
    let begun: Promise<Result> | undefined;
    const begin = (cameSecond: boolean) => (begun = work(cameSecond));
    try {
      await locks.request(name, { ifAvailable: true }, (lock) => lock && begin(false));
      const signal = AbortSignal.timeout(LOCK_WAIT_MILLISECONDS);
      if (begun === undefined) await locks.request(name, { signal }, () => begin(true));
    } catch {
      // The work's own fault is its caller's, below; a lock that cannot be had is nobody's.
    }
    return begun ?? work(true);
  }

  return {
    alone,
    tell: (news) => channel?.postMessage(news),
    open() {
      if (channel !== undefined || !IS_PAGE || !('BroadcastChannel' in globalThis)) return;
      channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        hear(data);
      };
    },
    close: () => {
      channel?.close();
      channel = undefined;
    },
  };
}
