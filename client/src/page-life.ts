/** False where a page is rendered on a server: there are no tabs, and nothing to wait for. */
export const IS_PAGE = typeof document !== 'undefined';

export type Wake = 'visible' | 'restored' | 'online';

export interface PageLife {
  /** The reader may be looking. */
  readonly isVisible: () => boolean;
  /** Calls once, instead of any call that was planned before. On a server, which has no page, never. */
  readonly plan: (work: () => void, seconds: number) => void;
  readonly stop: () => void;
}

interface Listeners {
  /** The page is looked at again, came back out of the back/forward cache, or has a network again. */
  readonly onWake: (cause: Wake) => void;
  readonly onLeave: () => void;
}

/** Under this, a timer would turn in circles. */
const SHORTEST_SECONDS = 0.05;
/** Timers stand still while a device sleeps: none is trusted for longer. */
const LONGEST_SECONDS = 30;

/** What a browser does to a page: hides, freezes, keeps and restores it. */
export function watchPage({ onWake, onLeave }: Listeners): PageLife {
  if (!IS_PAGE) return { isVisible: () => false, plan: () => undefined, stop: () => undefined };
  const stopped = new AbortController();
  const { signal } = stopped;
  const isVisible = () => document.visibilityState === 'visible';
  const listen = (target: EventTarget, type: string, listener: (event: Event) => void) => {
    target.addEventListener(type, listener, { signal });
  };
  listen(document, 'visibilitychange', () => {
    if (isVisible()) onWake('visible');
  });
  listen(globalThis, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) onWake('restored');
  });
  listen(globalThis, 'online', () => {
    onWake('online');
  });
  listen(globalThis, 'pagehide', onLeave);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    isVisible,
    plan(work, seconds) {
      clearTimeout(timer);
      if (seconds === Infinity || signal.aborted) return;
      timer = setTimeout(work, Math.min(Math.max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS) * 1_000);
    },
    stop() {
      stopped.abort();
      clearTimeout(timer);
    },
  };
}
