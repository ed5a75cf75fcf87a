import { createCallCounter } from '../api/calls.ts';
import { createRateLimiter } from '../api/rateLimit.ts';
import { createFaultBook } from './faults.ts';
import type { CallCounter } from '../api/calls.ts';
import type { RateLimit, RateLimiter } from '../api/rateLimit.ts';
import type { FaultBook, FaultControl } from './faults.ts';

/** What stands between a caller and the API. */
export interface Wire {
  readonly faults: FaultBook;
  readonly limiter: RateLimiter;
  readonly counter: CallCounter;
}

export interface WireControl extends FaultControl {
  /** How often each endpoint of the API was called, in all or since an earlier answer. */
  readonly calls: CallCounter['calls'];
  /** Refuses reads over the rate from now on; null admits all. */
  readonly setRateLimit: (limit: RateLimit | null) => void;
  readonly rateLimit: () => RateLimit | null;
}

export function createWire(limit: RateLimit | undefined): Wire {
  return {
    faults: createFaultBook(),
    limiter: createRateLimiter(limit ?? null),
    counter: createCallCounter(),
  };
}

export function createWireControl({ faults, limiter, counter }: Wire): WireControl {
  return {
    fault: faults.fault,
    faults: faults.faults,
    clearFaults: faults.clearFaults,
    calls: counter.calls,
    setRateLimit: limiter.set,
    rateLimit: limiter.limit,
  };
}
