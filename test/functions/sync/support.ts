import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createLog } from '../../../functions/http/log.ts';
import { createSyncConsumer } from '../../../functions/sync/consume.ts';
import { createSyncCustomer } from '../../../functions/sync/sync-customer.ts';
import type { SyncDeps } from '../../../functions/sync/sync-customer.ts';
import type { GatefoldConfig } from '../../../shared/config/schema.ts';
import { createCatalogue } from '../../../shared/membership/catalogue.ts';
import { entitlements } from '../../../shared/membership/entitlements.ts';
import type { BillingItem, CustomerId, Facts, MemberId } from '../../../shared/membership/model.ts';
import { createCheckoutsStore } from '../../../shared/store/checkouts.ts';
import { openDatabase } from '../../../shared/store/database.ts';
import { createRevocationsStore } from '../../../shared/store/revocations.ts';
import { createStripeCheckout } from '../../../shared/stripe/checkout.ts';
import { createStripeClient, idOf } from '../../../shared/stripe/client.ts';
import { isRateLimited } from '../../../shared/stripe/errors.ts';
import { createCustomerAddresses } from '../../../shared/stripe/customer-addresses.ts';
import type { SyncMessage } from '../../../shared/stripe/events.ts';
import { createStripeReader } from '../../../shared/stripe/reader.ts';
import { CARD, openWorld } from '../../support/world.ts';
import { openFront } from '../../support/front.ts';

export const EVERYTHING = ['analysis', 'memos', 'news', 'newsletters', 'reports'];
export const ANNUAL = 'prod_gatefold_annual';

export interface Paid {
  readonly customer: CustomerId;
  readonly subscription: string;
  readonly email: string;
}

export interface Handed {
  readonly event: SQSEvent;
  readonly response: SQSBatchResponse;
}

export type SyncWorld = Awaited<ReturnType<typeof openSyncWorld>>;

/** The whole of Gatefold, with its sync reading Stripe through a server that can misbehave. Webhooks are held at first. */
export async function openSyncWorld(change?: (config: GatefoldConfig) => GatefoldConfig) {
  const world = await openWorld({ workers: false, ...(change && { change }) });
  const { clock, double, stripe: dashboard } = world;
  const { syncQueue: queue, stores } = world.service;
  const front = await openFront(double.app);
  const database = openDatabase(world.dynamo, world.tablePrefix);
  const catalogue = createCatalogue(world.config);
  const stripeClient = createStripeClient({ secretKey: 'sk_test_world', apiBase: front.url });
  const stripe = createStripeReader(stripeClient);
  const logLines: string[] = [];
  const log = createLog((line) => logLines.push(line));
  const revocations = createRevocationsStore(database);
  const deps: SyncDeps = {
    ...{ members: stores.members, ledger: stores.ledger, stripe, queue, catalogue, now: clock.now, log },
    checkouts: createCheckoutsStore(database),
    revocations,
    stripeCheckout: createStripeCheckout(stripeClient),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  };
  const consumerOf = (changed: SyncDeps) =>
    createSyncConsumer({
      ...changed,
      ...{ stripe, queue, isRateLimited, log },
      addresses: createCustomerAddresses(stripeClient),
      syncCustomer: createSyncCustomer(changed),
      random: () => 0.5,
    });
  const consume = consumerOf(deps);
  const handed: Handed[] = [];
  double.control.hold();

  /** Stripe's hosted page, paid by somebody whom Gatefold has never heard of. */
  async function buy(product: string, email: string, customer?: CustomerId): Promise<Paid> {
    const { data } = await dashboard.prices.list({ product });
    const price = data.find(({ recurring }) => recurring !== null);
    const opened = await dashboard.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: price?.id ?? '', quantity: 1 }],
      success_url: world.site,
      ...(customer !== undefined && { customer }),
    });
    await world.reader().submit(opened.url ?? '', { ...CARD, email });
    const session = await dashboard.checkout.sessions.retrieve(opened.id);
    if (session.customer === null || session.subscription === null)
      throw new Error('The page took no payment.');
    return { customer: idOf(session.customer), subscription: idOf(session.subscription), email };
  }

  return {
    ...world,
    ...{
      front,
      database,
      catalogue,
      revocations,
      deps,
      consumerOf,
      consume,
      handed,
      logLines,
      queue,
      stores,
    },
    members: stores.members,
    ledger: stores.ledger,
    syncCustomer: createSyncCustomer(deps),

    buy,
    /** By a payment link: the customer exists at Stripe, and no member does. */
    subscribeAtStripe: (email: string, customer?: CustomerId) => buy(ANNUAL, email, customer),

    /** A product that the account sells, and the publication's configuration does not name. */
    async sellElsewhere(product: string): Promise<void> {
      await dashboard.products.create({ id: product, name: product });
      await dashboard.prices.create({
        ...{ product, currency: 'usd', unit_amount: 500 },
        recurring: { interval: 'month' },
      });
    },

    /** Has the sync take what the queue holds, with this consumer or the usual one. */
    async drain(consumer = consume): Promise<void> {
      queue.start(async (event) => {
        const response = await consumer(event);
        handed.push({ event, response });
        return response;
      });
      await queue.settled();
      await queue.stop();
    },

    /** Every webhook that was held arrives, and waits for the sync. */
    async deliver(): Promise<void> {
      double.control.release();
      await double.control.settled();
      double.control.hold();
    },

    /** An event of Stripe's about a customer, in the queue as the webhook puts it there. */
    send: (customer: CustomerId | undefined, more: Partial<Extract<SyncMessage, { kind: 'event' }>> = {}) =>
      queue.send({
        kind: 'event',
        eventId: `evt_${crypto.randomUUID().replaceAll('-', '')}`,
        type: 'customer.subscription.updated',
        created: Math.floor(clock.now() / 1000),
        ...(customer !== undefined && { customer }),
        ...more,
      }),

    async memberOf({ customer }: Pick<Paid, 'customer'>): Promise<MemberId> {
      const member = await stores.members.memberOfCustomer(customer);
      if (member === undefined) throw new Error(`${customer} has no member.`);
      return member;
    },

    async factsOf(paid: Pick<Paid, 'customer'>): Promise<Facts> {
      const facts = await stores.members.facts(await this.memberOf(paid));
      if (facts === undefined) throw new Error(`${paid.customer} points to nobody.`);
      return facts;
    },

    async billingOf(paid: Pick<Paid, 'customer'>): Promise<BillingItem> {
      const { billing } = await this.factsOf(paid);
      const item = billing.find(({ customer }) => customer === paid.customer);
      if (item === undefined) throw new Error(`${paid.customer} has no billing item.`);
      return item;
    },

    /** What the customer's member may read in so many days if nothing more is heard, sorted. */
    async reads(paid: Pick<Paid, 'customer'>, inDays = 0): Promise<string[]> {
      const now = Math.floor(clock.now() / 1000) + inDays * 86_400;
      return entitlements(await this.factsOf(paid), catalogue, now).held.map(({ feature }) => feature);
    },

    /** Whether the tokens are refused that the customer's member was given at that second. */
    async isRevoked(paid: Pick<Paid, 'customer'>, mintedAt: number): Promise<boolean> {
      const [member, newest] = [
        await this.memberOf(paid),
        await revocations.newest(Math.floor(clock.now() / 1000)),
      ];
      return newest.some((one) => 'sub' in one && one.sub === member && mintedAt < one.before);
    },

    /** As it lies in the table, without what counts the readings. */
    async billingRow(paid: Pick<Paid, 'customer'>): Promise<Record<string, unknown>> {
      const [row] = await database.query('members', `member#${await this.memberOf(paid)}`, {
        prefix: `billing#${paid.customer}`,
      });
      return { ...row, rev: undefined, readAt: undefined };
    },

    async close(): Promise<void> {
      await front.close();
      await world.close();
    },
  };
}
