import { setTimeout } from 'node:timers/promises';
import type { Queue } from '../../shared/aws/queue.ts';
import { concernsCatalogue, readBilling, sameBilling } from '../../shared/membership/billing.ts';
import type { Catalogue } from '../../shared/membership/catalogue.ts';
import type {
  BillingItem,
  CustomerId,
  EpochMillis,
  MemberId,
  PlanId,
} from '../../shared/membership/model.ts';
import type { CheckoutsStore } from '../../shared/store/checkouts.ts';
import type { LedgerStore } from '../../shared/store/ledger.ts';
import type { MembersStore } from '../../shared/store/members.ts';
import type { RevocationsStore } from '../../shared/store/revocations.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import type { StripeCheckout } from '../../shared/stripe/checkout.ts';
import type { StripeReader } from '../../shared/stripe/reader.ts';
import type { Log } from '../http/log.ts';
import { giveAddress, memberFor } from './member-for.ts';
import { isPuzzling, setPuzzlesAside } from './set-aside.ts';
import { watchPurchases } from './watch-purchases.ts';
import { writeBilling } from './write-billing.ts';

/** How far the queue's clock and ours may be apart. */
const CLOCK_MARGIN_MILLIS = 2_000;

/** When Stripe is read once more after a change, for what it had not yet shown. */
const SETTLE_SECONDS = 90;

/** A reading so long after a change settles it: writers who raced each other are all answered by the first settle. */
const SETTLED_AFTER_SECONDS = 80;

/** Writers of one customer at once are few; more losses in a row than this are a fault. */
const ATTEMPTS = 16;

/** From then on a writer that lost lets the others go first, by chance a little longer or shorter. */
const IMPATIENT_ATTEMPTS = 4;
const LONGEST_PAUSE_MILLIS = 400;

export interface SyncDeps {
  readonly members: MembersStore;
  readonly ledger: LedgerStore;
  readonly checkouts: Pick<CheckoutsStore, 'claim'>;
  readonly revocations: Pick<RevocationsStore, 'revoke'>;
  readonly stripe: Pick<StripeReader, 'readCustomer'>;
  readonly stripeCheckout: Pick<StripeCheckout, 'close'>;
  readonly queue: Queue<SyncMessage>;
  readonly catalogue: Catalogue;
  readonly now: () => EpochMillis;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly log: Log;
}

export type SyncOutcome =
  /** The billing item is now at least as new as what was asked. */
  | { readonly kind: 'synced'; readonly member: MemberId }
  /** Stripe knows no such customer, and no member has them. */
  | { readonly kind: 'no_customer' }
  /** A customer that buys nothing this publication sells; no member is made of it. */
  | { readonly kind: 'not_ours' }
  /** The same, with a product that an admin should look at. */
  | { readonly kind: 'quarantined' };

/** Whom a member has, Stripe must know: the key is another account's, more likely than that nobody was there. */
class CustomerMissing extends Error {
  override readonly name = 'CustomerMissing';
}

/** The last look at a change. */
export interface Settling {
  /** Plans to look at besides those that the customer ever had. */
  readonly plans: readonly PlanId[];
}

export type SyncCustomer = (
  customer: CustomerId,
  askedAt?: EpochMillis,
  settles?: Settling,
) => Promise<SyncOutcome>;

/**
 * Reads a customer from Stripe and writes its billing item. A lost race starts again from the read of `rev`: writing
 * the old reading over a newer one is the one thing that must not happen.
 *
 * `askedAt`: when the question was asked; a reading begun later has answered it already. Absent where somebody waits for
 * the reading. `settles`: this is the last
 * look at a change, and what had to follow from it is seen to.
 */
export function createSyncCustomer(deps: SyncDeps): SyncCustomer {
  return async (customer, askedAt, settles) => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const outcome = await tryOnce(deps, customer, askedAt, settles);
      if (outcome !== 'lost_race') return outcome;
      if (attempt >= IMPATIENT_ATTEMPTS) await setTimeout(Math.random() * LONGEST_PAUSE_MILLIS);
    }
    throw new Error('A customer could not be synced: too many writers at once.');
  };
}

async function tryOnce(
  deps: SyncDeps,
  customer: CustomerId,
  askedAt: EpochMillis | undefined,
  settles: Settling | undefined,
): Promise<SyncOutcome | 'lost_race'> {
  const known = await deps.members.memberOfCustomer(customer);
  const { profile, billing: stored } = known ? await deps.members.profileAndBilling(known, customer) : {};
  if (known && stored && askedAt !== undefined && askedAt < stored.readAt - CLOCK_MARGIN_MILLIS) {
    if (settles) await watchPurchases(deps, known, { after: stored, ...settles });
    return { kind: 'synced', member: known };
  }

  const readAt = deps.now();
  const reading = await deps.stripe.readCustomer(customer);
  if (reading === undefined) return nobodyAtStripe(known);
  const { item, puzzles } = readBilling(reading, stored, deps.catalogue, readAt);
  await setPuzzlesAside(deps, customer, puzzles, readAt);
  if (known === undefined && !concernsCatalogue(reading, deps.catalogue)) {
    return { kind: isPuzzling(puzzles) ? 'quarantined' : 'not_ours' };
  }
  const member = known ?? (await memberFor(deps, reading, readAt));
  if (member === 'lost_race') return 'lost_race';
  if (profile !== undefined && profile.address === undefined) {
    await giveAddress(deps, member, reading, readAt);
  }

  // Before the write: a process that dies between the two has done a little too much, not too little.
  const isChange = !sameBilling(stored, item);
  if (isChange) {
    const dueAt = readAt + SETTLED_AFTER_SECONDS * 1000;
    const sending = deps.queue.send({ kind: 'settle', customer, dueAt }, { delaySeconds: SETTLE_SECONDS });
    await (askedAt === undefined ? sending.catch(unsettled(deps, customer)) : sending);
  }
  if (!(await writeBilling(deps, member, stored, item))) return 'lost_race';
  if (settles) await watchPurchases(deps, member, { after: item, ...settles });
  else if (isChange) await watchOrLeave(deps, member, stored, item);
  return { kind: 'synced', member };
}

/** A reader waits for this reading, and the queue is away: they have it all the same, and the night looks once more. */
function unsettled({ log }: SyncDeps, customer: CustomerId): (error: unknown) => void {
  return (error) => {
    log({ level: 'warn', event: 'sync_not_settled', customer, error });
  };
}

function nobodyAtStripe(known: MemberId | undefined): SyncOutcome {
  if (known !== undefined) throw new CustomerMissing('Stripe does not know the customer of a member.');
  return { kind: 'no_customer' };
}

/** What is paid for is written, and nobody waits for the rest: where it fails, the settle does it again. */
async function watchOrLeave(
  deps: SyncDeps,
  member: MemberId,
  before: BillingItem | undefined,
  after: BillingItem,
): Promise<void> {
  try {
    await watchPurchases(deps, member, { before, after });
  } catch (error) {
    deps.log({ level: 'warn', event: 'purchases_not_watched', member, error });
  }
}
