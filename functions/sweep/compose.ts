import { setTimeout } from 'node:timers/promises';
import type { BatchQueue } from '../../shared/aws/queue.ts';
import type { Catalogue } from '../../shared/membership/catalogue.ts';
import type { Database } from '../../shared/store/database.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createSweepsStore } from '../../shared/store/sweeps.ts';
import { isLiveKey } from '../../shared/stripe/account.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import type { SweepLists } from '../../shared/stripe/sweep-lists.ts';
import type { Runtime } from '../http/runtime.ts';
import type { SweepDeps } from './deps.ts';

export interface SweepPorts extends Runtime, Pick<SweepDeps, 'liveMode' | 'remainingMillis'> {
  readonly catalogue: Catalogue;
  readonly database: Database;
  /** What `stripeKey` may read. */
  readonly lists: SweepLists;
  readonly stripeKey: string;
  readonly syncQueue: BatchQueue<SyncMessage>;
}

/** What a sweep works with: what is stored, and what Stripe lists. */
export function composeSweep(ports: SweepPorts): SweepDeps {
  const { database } = ports;
  return {
    now: ports.now,
    log: ports.log,
    liveMode: ports.liveMode,
    keyIsLive: isLiveKey(ports.stripeKey),
    remainingMillis: ports.remainingMillis,
    pause: (millis) => setTimeout(millis),
    stripe: ports.lists,
    members: createMembersStore(database),
    ledger: createLedgerStore(database),
    sweeps: createSweepsStore(database),
    queue: ports.syncQueue,
    catalogue: ports.catalogue,
  };
}
