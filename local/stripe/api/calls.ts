/** How often each endpoint was called, by `GET /v1/customers/:id`. */
export type CallCounts = Readonly<Record<string, number>>;

/** Calls that were refused, or failed on request, count too. */
export interface CallCounter {
  count(endpoint: string): void;
  /** @param since an earlier answer; only what came after it is counted */
  readonly calls: (since?: CallCounts) => CallCounts;
}

export function createCallCounter(): CallCounter {
  const counts = new Map<string, number>();
  return {
    count(endpoint) {
      counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
    },
    calls(since = {}) {
      const later = [...counts].map(
        ([endpoint, count]) => [endpoint, count - (since[endpoint] ?? 0)] as const,
      );
      return Object.fromEntries(later.filter(([, count]) => count > 0));
    },
  };
}
