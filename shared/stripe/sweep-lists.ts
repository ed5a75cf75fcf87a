import type Stripe from 'stripe';
import type { Listed, ListedSubscription } from '../membership/drift.ts';
import type { CustomerId, EpochSeconds } from '../membership/model.ts';
import type { StripeInvoice, StripePassPayment } from '../membership/stripe-reading.ts';
import { PAGE, idOf } from './client.ts';
import { SYNC_EVENT_TYPES } from './events.ts';
import { readInvoice } from './invoices.ts';
import { isPassOwed, passOf } from './passes.ts';
import { paymentOf } from './payments.ts';
import { subscriptionOf } from './subscriptions.ts';

/** A list of events takes so many types (docs.stripe.com/api/events/list). */
const TYPES_A_LIST = 20;

/** A page of a hundred subscriptions with their invoices takes Stripe longer than one customer does. */
const PATIENT: Stripe.RequestOptions = { timeout: 20_000 };

const ALL_TYPES = [...SYNC_EVENT_TYPES];

/** The event types that matter, in as many groups as there must be lists. */
export const EVENT_GROUPS: readonly (readonly string[])[] = Array.from(
  { length: Math.ceil(ALL_TYPES.length / TYPES_A_LIST) },
  (_, index) => ALL_TYPES.slice(index * TYPES_A_LIST, (index + 1) * TYPES_A_LIST),
);

/** One page, newest first. */
export interface ListPage<T> {
  readonly items: readonly T[];
  /** Where the next page begins; absent where this is the last. */
  readonly next?: string;
  /** As Stripe says of what it lists; absent where the page is empty. */
  readonly liveMode?: boolean;
}

/** What is compared with what is stored. */
export interface ComparedPage extends ListPage<Listed> {
  /** Payment intents of passes that are paid, and for which Stripe knows no customer. */
  readonly guestPasses?: readonly string[];
}

interface After {
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}
interface Since extends After {
  readonly since: EpochSeconds;
}

export type SweepLists = ReturnType<typeof createSweepLists>;

/** Stripe's lists of everything, one page a call, as the sweep compares them. */
export function createSweepLists(stripe: Stripe) {
  return {
    /** The account that the key belongs to. */
    async account(): Promise<string> {
      return (await stripe.accounts.retrieveCurrent()).id;
    },

    /** Events of a group of types that were created in the window, as Stripe writes them. */
    async events(
      group: number,
      { from, until, after }: After & { readonly from: EpochSeconds; readonly until: EpochSeconds },
    ): Promise<ListPage<Stripe.Event>> {
      const types = [...(EVENT_GROUPS[group] ?? [])];
      const created = { gte: from, lte: until };
      const page = await stripe.events.list({ types, created, ...pageAfter(after) }, PATIENT);
      return pageOf(page, page.data);
    },

    /** Every subscription that is not cancelled. */
    async current({ after }: After): Promise<ListPage<Listed>> {
      return subscriptions(stripe, { ...pageAfter(after) });
    },

    /** Those that have ended, of which a period ended since then, or would have ended later. */
    async ended({ since, after }: Since): Promise<ListPage<Listed>> {
      const ended = { status: 'ended', current_period_end: { gte: since } } as const;
      return subscriptions(stripe, { ...ended, ...pageAfter(after) });
    },

    /** Passes among all payments that were begun since then. */
    async passes({ since, after }: Since): Promise<ComparedPage> {
      const expand = ['data.customer', 'data.latest_charge.balance_transaction'];
      const params = { created: { gte: since }, expand, ...pageAfter(after) };
      const page = await stripe.paymentIntents.list(params, PATIENT);
      const found: Found[] = [];
      for (const intent of page.data) {
        const pass = await passOf(stripe, paymentOf(intent));
        if (pass !== undefined && intent.customer !== null) found.push({ customer: intent.customer, pass });
      }
      const guests = page.data.filter((intent) => intent.customer === null && isPassOwed(intent));
      return { ...pageOf(page, byCustomer(found)), guestPasses: guests.map(({ id }) => id) };
    },

    /** The customers of refunds that were made since then. */
    async refunds({ since, after }: Since): Promise<ListPage<CustomerId>> {
      const params = { created: { gte: since }, expand: ['data.charge'], ...pageAfter(after) };
      const page = await stripe.refunds.list(params, PATIENT);
      return pageOf(page, customersOf(page.data));
    },

    /** The customers of disputes that were opened since then. */
    async disputes({ since, after }: Since): Promise<ListPage<CustomerId>> {
      const params = { created: { gte: since }, expand: ['data.charge'], ...pageAfter(after) };
      const page = await stripe.disputes.list(params, PATIENT);
      return pageOf(page, customersOf(page.data));
    },
  };
}

async function subscriptions(
  stripe: Stripe,
  params: Stripe.SubscriptionListParams,
): Promise<ListPage<Listed>> {
  const expand = ['data.customer', 'data.latest_invoice'];
  const page = await stripe.subscriptions.list({ ...params, expand }, PATIENT);
  const found: Found[] = [];
  for (const one of page.data) {
    const subscription = await subscriptionOf(stripe, one);
    const { latest_invoice: latest } = one;
    const latestInvoice =
      typeof latest === 'object' && latest !== null ? await invoiceOf(stripe, latest) : undefined;
    found.push({
      customer: one.customer,
      subscription: { subscription, ...(latestInvoice && { latestInvoice }) },
    });
  }
  return pageOf(page, byCustomer(found));
}

/** What became of its money is left to a full reading. */
async function invoiceOf(stripe: Stripe, latest: Stripe.Invoice): Promise<StripeInvoice> {
  return { ...(await readInvoice(stripe, latest)), refunded: false, disputes: [] };
}

interface Found {
  readonly customer: string | Stripe.Customer | Stripe.DeletedCustomer;
  readonly subscription?: ListedSubscription;
  readonly pass?: StripePassPayment;
}

function byCustomer(found: readonly Found[]): Listed[] {
  const groups = Map.groupBy(found, ({ customer }) => idOf(customer));
  return [...groups].map(([customer, own]) => ({
    customer,
    customerDeleted: own.some((one) => typeof one.customer === 'object' && one.customer.deleted === true),
    subscriptions: own.flatMap(({ subscription }) => subscription ?? []),
    passes: own.flatMap(({ pass }) => pass ?? []),
  }));
}

function customersOf(list: readonly { readonly charge: string | Stripe.Charge | null }[]): CustomerId[] {
  const customers = list.flatMap(({ charge }) =>
    typeof charge === 'object' && charge?.customer != null ? [idOf(charge.customer)] : [],
  );
  return [...new Set(customers)];
}

const pageAfter = (after: string | undefined) => ({
  limit: PAGE,
  ...(after !== undefined && { starting_after: after }),
});

function pageOf<T>(
  { data, has_more }: { readonly data: readonly { readonly id: string }[]; readonly has_more: boolean },
  items: readonly T[],
): ListPage<T> {
  const [first] = data;
  const next = data.at(-1)?.id;
  return {
    items,
    ...(has_more && next !== undefined && { next }),
    ...(first !== undefined && 'livemode' in first && { liveMode: first.livemode === true }),
  };
}
