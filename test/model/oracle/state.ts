import type Stripe from 'stripe';
import type { StripeDouble } from '../../../local/stripe/double.ts';

/** What the double holds of one customer at one moment, as the table of access needs it. */
export interface CustomerState {
  readonly deleted: boolean;
  readonly items: readonly SoldItem[];
  readonly passes: readonly SoldPass[];
}

/** One item of a subscription, with what became of the money for its periods. */
export interface SoldItem {
  readonly subscription: string;
  readonly item: string;
  readonly product: string;
  readonly status: string;
  readonly startedAt: number;
  readonly periodEnd: number;
  readonly trialEnd: number | null;
  readonly cancelAt: number | null;
  readonly paused: boolean;
  /** From when a first or renewal invoice is owed. */
  readonly owedFrom: number | null;
  /** The same of a draft, which counts once it is stuck. */
  readonly draftFrom: number | null;
  /** The end of a paid period that an unpaid change of interval has cut short. */
  readonly paidUntil: number | null;
  readonly refunded: boolean;
  readonly disputed: boolean;
}

export interface SoldPass {
  readonly intent: string;
  readonly plan: string;
  readonly seconds: number;
  readonly paidAt: number | null;
  readonly refunded: boolean;
  readonly disputed: boolean;
}

type Objects = StripeDouble['objects'];
const MANY = 1_000;
const TEN_YEARS_SECONDS = 3_660 * 86_400;
const MONEY_IS_AWAY = [
  'needs_response',
  'under_review',
  'lost',
  'appeal_needs_response',
  'appeal_under_review',
];

export const idOf = (reference: string | { id: string }) =>
  typeof reference === 'string' ? reference : reference.id;
const timesOrNull = (times: readonly number[]) => (times.length === 0 ? null : Math.min(...times));

/** Reads the double's own objects; nothing of Gatefold has a part in it. */
export function stateOf(objects: Objects, customer: string): CustomerState {
  const where = { customer };
  const invoices = objects.list('invoice', { where, limit: MANY }).data;
  const intents = objects.list('payment_intent', { where, limit: MANY }).data;
  const fates = new Map(intents.map((intent) => [intent.id, fateOfMoney(objects, intent)]));
  const subscriptions = objects.list('subscription', { where, limit: MANY }).data;
  return {
    deleted: objects.get('customer', customer)?.deleted === true,
    items: subscriptions.flatMap((subscription) => itemsOf(objects, subscription, invoices, fates)),
    passes: intents.flatMap((intent) => passOf(intent, fates)),
  };
}

interface FateOfMoney {
  readonly arrivedAt: number | null;
  readonly refunded: boolean;
  readonly disputed: boolean;
}

function fateOfMoney(objects: Objects, intent: Stripe.PaymentIntent): FateOfMoney {
  const charge =
    intent.latest_charge === null ? undefined : objects.get('charge', idOf(intent.latest_charge));
  if (charge === undefined) return { arrivedAt: null, refunded: false, disputed: false };
  const balance =
    charge.balance_transaction === null
      ? undefined
      : objects.get('balance_transaction', idOf(charge.balance_transaction));
  const disputes = objects.list('dispute', { where: { paymentIntent: intent.id }, limit: MANY }).data;
  return {
    arrivedAt: intent.status === 'succeeded' ? Math.max(charge.created, balance?.created ?? 0) : null,
    refunded: charge.refunded,
    disputed: disputes.some(({ status }) => MONEY_IS_AWAY.includes(status)),
  };
}

function itemsOf(
  objects: Objects,
  subscription: Stripe.Subscription,
  allInvoices: readonly Stripe.Invoice[],
  fates: ReadonlyMap<string, FateOfMoney>,
): SoldItem[] {
  const periods = allInvoices.filter(
    (invoice) =>
      idOf(invoice.parent?.subscription_details?.subscription ?? '') === subscription.id &&
      (isRegular(invoice) || (invoice.billing_reason === CHANGE && itemsNamed(invoice).length > 0)),
  );
  const today = subscription.items.data.map(({ id }) => id);
  return subscription.items.data.map((item) => {
    const own = periods.filter((invoice) => {
      const named = itemsNamed(invoice);
      return named.includes(item.id) || (isRegular(invoice) && named.every((id) => !today.includes(id)));
    });
    const [paid] = own
      .filter(({ status }) => status === 'paid')
      .sort((one, other) => other.created - one.created || (one.id < other.id ? 1 : -1));
    const owed = own.filter((invoice) => invoice.created > (paid?.created ?? -1) && isOwed(invoice));
    const from = ({ due_date, status_transitions, created }: Stripe.Invoice) =>
      due_date ?? status_transitions.finalized_at ?? created;
    const wasCut = owed.some(({ billing_reason }) => billing_reason === CHANGE);
    const money = paid === undefined ? [] : moneyOf(objects, paid, fates);
    return {
      subscription: subscription.id,
      item: item.id,
      product: idOf(item.price.product),
      status: subscription.status,
      startedAt: subscription.start_date,
      periodEnd: item.current_period_end,
      trialEnd: subscription.trial_end,
      cancelAt: subscription.cancel_at,
      paused: subscription.pause_collection !== null,
      owedFrom: timesOrNull(owed.filter(({ status }) => status !== 'draft').map(from)),
      draftFrom: timesOrNull(owed.filter(({ status }) => status === 'draft').map(from)),
      paidUntil: wasCut && paid !== undefined ? endOf(paid, item.id) : null,
      refunded: money.length > 0 && money.every(({ refunded }) => refunded),
      disputed: money.some(({ disputed }) => disputed),
    };
  });
}

const CHANGE = 'subscription_update';

function isRegular({ billing_reason: reason }: Stripe.Invoice): boolean {
  return reason === 'subscription_create' || reason === 'subscription_cycle';
}

interface PaidLine {
  readonly item: string;
  readonly proration: boolean;
  readonly end: number;
}

/** The lines that pay for a period: no prorations, unless a regular invoice is nothing but these. */
function paidLines(invoice: Stripe.Invoice): PaidLine[] {
  const lines = invoice.lines.data.flatMap(({ parent, period }) => {
    const details = parent?.subscription_item_details;
    if (details == null) return [];
    return { item: details.subscription_item, proration: details.proration, end: period.end };
  });
  const whole = lines.filter(({ proration }) => !proration);
  return whole.length === 0 && isRegular(invoice) ? lines : whole;
}

function itemsNamed(invoice: Stripe.Invoice): string[] {
  return paidLines(invoice).map(({ item }) => item);
}

function endOf(invoice: Stripe.Invoice, item: string): number | null {
  const ends = paidLines(invoice).flatMap((line) => (line.item === item ? line.end : []));
  return ends.length === 0 ? null : Math.max(...ends);
}

/** Collection that was never tried, of an invoice that charges by itself and was written off, was a gift. */
function isOwed({ status, attempted, collection_method }: Stripe.Invoice): boolean {
  if (status === 'draft' || status === 'open') return true;
  return status === 'uncollectible' && (attempted || collection_method === 'send_invoice');
}

function moneyOf(
  objects: Objects,
  invoice: Stripe.Invoice,
  fates: ReadonlyMap<string, FateOfMoney>,
): FateOfMoney[] {
  return objects
    .list('invoice_payment', { where: { invoice: invoice.id }, limit: MANY })
    .data.flatMap(({ payment }) => {
      const fate = payment.payment_intent === undefined ? undefined : fates.get(idOf(payment.payment_intent));
      return fate === undefined || fate.arrivedAt === null ? [] : [fate];
    });
}

function passOf(intent: Stripe.PaymentIntent, fates: ReadonlyMap<string, FateOfMoney>): SoldPass[] {
  const { gatefold_pass_plan: plan, gatefold_pass_seconds: time } = intent.metadata;
  const seconds = /^[1-9]\d*$/.test(time ?? '') ? Number(time) : Infinity;
  const fate = fates.get(intent.id);
  if (plan === undefined || fate === undefined || seconds > TEN_YEARS_SECONDS) return [];
  const { arrivedAt: paidAt, refunded, disputed } = fate;
  return [{ intent: intent.id, plan, seconds, paidAt, refunded, disputed }];
}
