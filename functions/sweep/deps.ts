import type { BatchQueue } from '../../shared/aws/queue.ts';
import type { Catalogue } from '../../shared/membership/catalogue.ts';
import type { CustomerId, EpochMillis } from '../../shared/membership/model.ts';
import type { LedgerStore } from '../../shared/store/ledger.ts';
import type { MembersStore } from '../../shared/store/members.ts';
import type { HaltReason } from '../../shared/store/sweep-rows.ts';
import type { SweepsStore } from '../../shared/store/sweeps.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import type { SweepLists } from '../../shared/stripe/sweep-lists.ts';
import type { Log } from '../http/log.ts';

export interface SweepDeps {
  readonly stripe: SweepLists;
  /** Whether this deployment is for Stripe's live mode. */
  readonly liveMode: boolean;
  /** Of which mode the key is, where it says so. */
  readonly keyIsLive: boolean | undefined;
  readonly members: Pick<MembersStore, 'billingOf'>;
  readonly ledger: Pick<
    LedgerStore,
    | 'recorded'
    | 'duplicates'
    | 'quarantine'
    | 'quarantined'
    | 'quarantinedCustomers'
    | 'beginReplay'
    | 'continueReplay'
  >;
  readonly sweeps: SweepsStore;
  readonly queue: BatchQueue<SyncMessage>;
  readonly catalogue: Catalogue;
  readonly now: () => EpochMillis;
  readonly pause: (millis: number) => Promise<void>;
  /** Until the process is ended. */
  readonly remainingMillis: () => number;
  readonly log: Log;
}

/** Nothing of what Stripe says is to be believed for now; nothing is enqueued, and nobody loses access. */
export class SweepHalt extends Error {
  override readonly name = 'SweepHalt';
  readonly code: HaltReason;

  constructor(code: HaltReason) {
    super(`The sweep is halted: ${code}.`);
    this.code = code;
  }
}

/** What the next page may take: Stripe's answer, its patience, the tables and the queue. */
const PAGE_MILLIS = 60_000;

export function hasTime({ remainingMillis }: Pick<SweepDeps, 'remainingMillis'>): boolean {
  return remainingMillis() > PAGE_MILLIS;
}

/** Has these customers read anew, whatever Stripe has told of them. */
export async function ask(
  deps: Pick<SweepDeps, 'queue'>,
  customers: readonly CustomerId[],
  by: 'sweep' | 'replay',
): Promise<void> {
  await deps.queue.sendBatch(customers.map((customer) => ({ kind: 'ask', customer, by })));
}
