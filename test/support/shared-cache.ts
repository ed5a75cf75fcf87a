import type { Fetch } from '../../client/src/download.ts';

/** Where a CDN's copy came from and how old it is; the clock is the test's. */
export interface SharedCache {
  readonly fetch: Fetch;
  /** Forgets every copy, as `create-invalidation` does. */
  readonly clear: () => void;
}

/** A CDN: answers from its copy while the answer's own `max-age` lasts (RFC 9111 section 5.2.2.1), then asks again. */
export function createSharedCache(
  origin: (request: Request) => Response | Promise<Response>,
  now: () => number,
): SharedCache {
  const copies = new Map<string, { readonly answer: Response; readonly until: number }>();
  return {
    clear: () => {
      copies.clear();
    },
    async fetch(url, init) {
      const copy = copies.get(url);
      if (copy !== undefined && now() < copy.until) return copy.answer.clone();
      const answer = await origin(new Request(url, { ...init, signal: null }));
      const seconds = Number(/\bmax-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '')?.[1] ?? 0);
      if (answer.status === 200) copies.set(url, { answer: answer.clone(), until: now() + seconds * 1000 });
      return answer;
    },
  };
}
