import type { EpochMillis } from '../../shared/membership/model.ts';
import type { Log } from './log.ts';

/** What every function has at hand: the clock, chance and the log. */
export interface Runtime {
  readonly now: () => EpochMillis;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly newRequestId: () => string;
  readonly log: Log;
}
