import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { SessionOrder } from '../objects/sessionOrder.ts';
import type { PriceOptions } from '../objects/priceOptions.ts';
import type { DoubleEvent } from '../objects/event.ts';
import type { Database } from './database.ts';
import type Stripe from 'stripe';

/** What is stored, by the `object` that Stripe writes on it; `session_order`, `price_options` and `retired_coupon` are the double's own. */
export interface Stored {
  product: Stripe.Product;
  price: Stripe.Price;
  price_options: PriceOptions;
  customer: Stripe.Customer | Stripe.DeletedCustomer;
  subscription: Stripe.Subscription;
  subscription_schedule: Stripe.SubscriptionSchedule;
  'test_helpers.test_clock': Stripe.TestHelpers.TestClock;
  invoice: Stripe.Invoice;
  invoiceitem: Stripe.InvoiceItem;
  invoice_payment: Stripe.InvoicePayment;
  payment_method: Stripe.PaymentMethod;
  payment_intent: Stripe.PaymentIntent;
  charge: Stripe.Charge;
  refund: Stripe.Refund;
  dispute: Stripe.Dispute;
  balance_transaction: Stripe.BalanceTransaction;
  coupon: Stripe.Coupon;
  /** Deleted, while discounts still go by it. */
  retired_coupon: Stripe.Coupon;
  promotion_code: Stripe.PromotionCode;
  discount: Stripe.Discount;
  event: DoubleEvent;
  webhook_endpoint: Stripe.WebhookEndpoint;
  'checkout.session': Stripe.Checkout.Session;
  session_order: SessionOrder;
  'billing_portal.configuration': Stripe.BillingPortal.Configuration;
  'billing_portal.session': Stripe.BillingPortal.Session;
}
export type Kind = keyof Stored;

/** The fields a list can be filtered by. Static text: only the values travel as values. */
const FIELDS = {
  active: "json ->> '$.active'",
  charge: "json ->> '$.charge'",
  code: "json ->> '$.code'",
  coupon: "json ->> '$.promotion.coupon'",
  collectionMethod: "json ->> '$.collection_method'",
  created: "json ->> '$.created'",
  currency: "json ->> '$.currency'",
  customer: "json ->> '$.customer'",
  deleted: "json ->> '$.deleted'",
  email: "json ->> '$.email'",
  invoice: "json ->> '$.invoice'",
  invoiceSubscription: "json ->> '$.parent.subscription_details.subscription'",
  isDefault: "json ->> '$.is_default'",
  lookupKey: "json ->> '$.lookup_key'",
  payment: "json ->> '$.payment.payment_intent'",
  paymentIntent: "json ->> '$.payment_intent'",
  periodEnd: "(SELECT MIN(value ->> '$.current_period_end') FROM json_each(objects.json, '$.items.data'))",
  product: "json ->> '$.product'",
  source: "json ->> '$.source'",
  status: "json ->> '$.status'",
  subscription: "json ->> '$.subscription'",
  testClock: "json ->> '$.test_clock'",
  type: "json ->> '$.type'",
} as const;
const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** JSON booleans are 1 and 0 in SQLite. An empty list of alternatives matches nothing. */
type Match = string | number | boolean | readonly string[];
export type Range = Partial<Record<keyof typeof COMPARISONS, number>>;

export interface ListQuery {
  readonly where?: Partial<Record<keyof typeof FIELDS, Match | undefined>>;
  /** A type with `*` for any part of it. */
  readonly typeLike?: string | undefined;
  /** Whether every webhook of an event was accepted. */
  readonly delivered?: boolean | undefined;
  /** Where a `status` must not be, as in Stripe's list of subscriptions that leaves out the cancelled. */
  readonly statusNot?: string;
  readonly created?: Range | undefined;
  /** When the first period of a subscription's items ends. */
  readonly periodEnd?: Range | undefined;
  readonly limit: number;
  readonly startingAfter?: string | undefined;
  readonly endingBefore?: string | undefined;
}

export interface ObjectStore {
  get<K extends Kind>(kind: K, id: string): Stored[K] | undefined;
  /** Of whatever kind the id is. */
  find(id: string): object | undefined;
  /** Inserts, or replaces in its old place in the order. */
  put<K extends Kind>(kind: K, object: Stored[K]): void;
  remove(id: string): void;
  /** Newest first. */
  list<K extends Kind>(kind: K, query: ListQuery): { data: Stored[K][]; hasMore: boolean };
}

/** Is told of every object that was stored. */
export type OnStored = <K extends Kind>(kind: K, object: Stored[K]) => void;

export function createObjectStore({ sql }: Database, stored: OnStored): ObjectStore {
  const select = sql.prepare('SELECT json FROM objects WHERE kind = ? AND id = ?');
  const selectAny = sql.prepare('SELECT json FROM objects WHERE id = ?');
  const upsert = sql.prepare(
    'INSERT INTO objects (id, kind, json) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json',
  );
  const remove = sql.prepare('DELETE FROM objects WHERE id = ?');
  const lists = new Map<string, StatementSync>();
  const prepared = (text: string): StatementSync => {
    const statement = lists.get(text) ?? sql.prepare(text);
    lists.set(text, statement);
    return statement;
  };
  return {
    get: <K extends Kind>(kind: K, id: string) => {
      const row = select.get(kind, id);
      return row === undefined ? undefined : (parse(row) as Stored[K]);
    },
    find: (id) => {
      const row = selectAny.get(id);
      return row === undefined ? undefined : parse(row);
    },
    put(kind, object) {
      upsert.run(object.id, kind, JSON.stringify(object));
      stored(kind, object);
    },
    remove(id) {
      remove.run(id);
    },
    list<K extends Kind>(kind: K, query: ListQuery) {
      const { text, values } = listStatement(kind, query);
      const rows = prepared(text).all(...values);
      const data = rows.slice(0, query.limit).map((row) => parse(row) as Stored[K]);
      if (query.endingBefore !== undefined) data.reverse();
      return { data, hasMore: rows.length > query.limit };
    },
  };
}

/** Rows hold what JSON makes of an SDK object: a `Decimal` is the string that Stripe itself sends. */
function parse(row: Record<string, unknown>): object {
  return JSON.parse(String(row.json)) as object;
}

function listStatement(kind: Kind, query: ListQuery): { text: string; values: SQLInputValue[] } {
  const conditions = ['kind = ?'];
  const values: SQLInputValue[] = [kind];
  const add = (condition: string, ...more: SQLInputValue[]) => {
    conditions.push(condition);
    values.push(...more);
  };
  for (const [field, match] of Object.entries(query.where ?? {}) as [
    keyof typeof FIELDS,
    Match | undefined,
  ][]) {
    if (match === undefined) continue;
    if (typeof match === 'object') {
      add(`${FIELDS[field]} IN (${match.map(() => '?').join(', ')})`, ...match);
    } else {
      add(`${FIELDS[field]} = ?`, typeof match === 'boolean' ? Number(match) : match);
    }
  }
  if (kind === 'customer') add(`${FIELDS.deleted} IS NULL`);
  if (query.typeLike !== undefined) add(`${FIELDS.type} GLOB ?`, query.typeLike);
  if (query.delivered !== undefined) {
    add(query.delivered ? "json ->> '$.pending_webhooks' = 0" : "json ->> '$.pending_webhooks' > 0");
  }
  if (query.statusNot !== undefined) add(`${FIELDS.status} <> ?`, query.statusNot);
  for (const [name, operator] of Object.entries(COMPARISONS) as [keyof Range, string][]) {
    for (const field of ['created', 'periodEnd'] as const) {
      const bound = query[field]?.[name];
      if (bound !== undefined) add(`${FIELDS[field]} ${operator} ?`, bound);
    }
  }
  const seqOf = '(SELECT seq FROM objects WHERE id = ?)';
  if (query.startingAfter !== undefined) add(`seq < ${seqOf}`, query.startingAfter);
  if (query.endingBefore !== undefined) add(`seq > ${seqOf}`, query.endingBefore);
  const direction = query.endingBefore === undefined ? 'DESC' : 'ASC';
  const text = `SELECT json FROM objects WHERE ${conditions.join(' AND ')} ORDER BY seq ${direction} LIMIT ?`;
  return { text, values: [...values, query.limit + 1] };
}
