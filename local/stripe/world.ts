import type { IdKind } from './ids.ts';
import type { EpochSeconds, Stamp } from './stamp.ts';
import type { ObjectStore } from './store/objects.ts';
import type { Settings } from './store/settings.ts';
import type { Timers } from './time/timers.ts';
import type { DeliveryQueue } from './webhooks/queue.ts';

/** All that resources and state changes may touch. */
export interface World {
  readonly objects: ObjectStore;
  readonly deliveries: DeliveryQueue;
  readonly settings: Settings;
  /** Where browsers reach the double, without a trailing slash. */
  readonly publicUrl: string;
  /** The API call behind a change, as its events name it; null where it was made by hand or by time. */
  readonly request: { readonly id: string; readonly idempotencyKey: string | null } | null;
  readonly now: () => EpochSeconds;
  /** Runs `work` as at that moment: all that it makes is dated then. `work` must be synchronous. */
  readonly at: <T>(moment: EpochSeconds, work: () => T) => T;
  readonly timers: Timers;
  readonly newId: (kind: IdKind) => string;
  readonly stamp: (kind: IdKind) => Stamp;
  /** Adds one to a counter that outlives the process. */
  readonly next: (counter: string) => number;
  readonly transaction: <T>(work: () => T) => T;
}
