import type { SQSEvent, SQSBatchResponse } from 'aws-lambda';
import type { Deferral, Queue } from '../../shared/aws/queue.ts';
import type { Catalogue } from '../../shared/membership/catalogue.ts';
import { createCheckoutsStore } from '../../shared/store/checkouts.ts';
import type { Database } from '../../shared/store/database.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createRevocationsStore } from '../../shared/store/revocations.ts';
import type { StripeCheckout } from '../../shared/stripe/checkout.ts';
import type { CustomerAddresses } from '../../shared/stripe/customer-addresses.ts';
import { isRateLimited } from '../../shared/stripe/errors.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import type { StripeReader } from '../../shared/stripe/reader.ts';
import type { Runtime } from '../http/runtime.ts';
import { createSyncConsumer } from './consume.ts';
import { createSyncCustomer } from './sync-customer.ts';
import type { SyncCustomer } from './sync-customer.ts';

export interface SyncCustomerPorts extends Runtime {
  readonly catalogue: Catalogue;
  readonly database: Database;
  readonly reader: StripeReader;
  readonly checkout: StripeCheckout;
  readonly syncQueue: Queue<SyncMessage>;
}

/** A sync of one customer, on what is stored and what Stripe says. */
export function composeSyncCustomer(ports: SyncCustomerPorts): SyncCustomer {
  const { database, reader, checkout, syncQueue, catalogue } = ports;
  return createSyncCustomer({
    now: ports.now,
    randomBytes: ports.randomBytes,
    log: ports.log,
    members: createMembersStore(database),
    ledger: createLedgerStore(database),
    checkouts: createCheckoutsStore(database),
    revocations: createRevocationsStore(database),
    stripe: reader,
    stripeCheckout: checkout,
    queue: syncQueue,
    catalogue,
  });
}

export interface SyncPorts extends SyncCustomerPorts {
  readonly addresses: CustomerAddresses;
  readonly syncQueue: Queue<SyncMessage> & Deferral;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** The consumer of the sync queue. */
export function composeSync(ports: SyncPorts): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { database, reader, addresses, syncQueue, random } = ports;
  return createSyncConsumer({
    now: ports.now,
    log: ports.log,
    syncCustomer: composeSyncCustomer(ports),
    stripe: reader,
    members: createMembersStore(database),
    addresses,
    ledger: createLedgerStore(database),
    queue: syncQueue,
    isRateLimited,
    random,
  });
}
