export interface RetryPolicy {
  /** Wait after the first failure; it doubles from there. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Counted from when the event was made. */
  readonly giveUpAfterMs: number;
}

export const DEFAULT_RETRIES: RetryPolicy = {
  firstWaitMs: 2_000,
  longestWaitMs: 3_600_000,
  giveUpAfterMs: 3 * 24 * 3_600_000,
};

interface FailedDelivery {
  /** Including the one that just failed. */
  readonly attempts: number;
  readonly queuedAtMs: number;
}

/** When to try again, in epoch milliseconds; undefined once it is time to give up. */
export function nextAttempt(
  { attempts, queuedAtMs }: FailedDelivery,
  nowMs: number,
  policy: RetryPolicy,
): number | undefined {
  const waitMs = Math.min(policy.firstWaitMs * 2 ** (attempts - 1), policy.longestWaitMs);
  const atMs = nowMs + waitMs;
  return atMs - queuedAtMs > policy.giveUpAfterMs ? undefined : atMs;
}
