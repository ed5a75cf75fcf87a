/** https://docs.stripe.com/rate-limits: in a sandbox, 25 a second for each endpoint. */
export interface RateLimit {
  /** For each endpoint, such as `GET /v1/customers/:id`. */
  readonly readsPerSecond: number;
  /** Epoch milliseconds; the real clock where absent. */
  readonly now?: () => number;
}

export interface RateLimiter {
  /** False where the call is one too many within a second. What is refused does not count. */
  admits(endpoint: string): boolean;
  readonly set: (limit: RateLimit | null) => void;
  readonly limit: () => RateLimit | null;
}

export function createRateLimiter(first: RateLimit | null): RateLimiter {
  let current = first;
  const admitted = new Map<string, number[]>();
  return {
    admits(endpoint) {
      if (current === null || !endpoint.startsWith('GET ')) return true;
      const nowMs = (current.now ?? Date.now)();
      const recent = (admitted.get(endpoint) ?? []).filter((atMs) => atMs > nowMs - 1000);
      const room = recent.length < current.readsPerSecond;
      admitted.set(endpoint, room ? [...recent, nowMs] : recent);
      return room;
    },
    set(limit) {
      current = limit;
      admitted.clear();
    },
    limit: () => current,
  };
}
