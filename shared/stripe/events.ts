import * as z from 'zod';
import type { EpochMillis } from '../membership/model.ts';

/**
 * The event types that can change what a member may read. Each marks its customer dirty; all others are
 * acknowledged and forgotten. `invoice.created` is never subscribed to: an answer other than 2xx holds the invoice up
 * (docs.stripe.com/billing/subscriptions/webhooks).
 */
export const SYNC_EVENT_TYPES: ReadonlySet<string> = new Set([
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'customer.deleted',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'customer.subscription.pending_update_applied',
  'customer.subscription.pending_update_expired',
  'invoice.finalized',
  'invoice.finalization_failed',
  'invoice.paid',
  'invoice.payment_succeeded',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'invoice.marked_uncollectible',
  'invoice.voided',
  'invoice.updated',
  'invoice.deleted',
  'invoice_payment.paid',
  'payment_intent.succeeded',
  'payment_intent.processing',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.refunded',
  'charge.refund.updated',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
]);

/** What the webhook tells the sync: who is dirty, never what to decide. */
export const syncMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('event'),
    eventId: z.string(),
    type: z.string(),
    created: z.int(),
    customer: z.string().optional(),
    /** The object to find the customer through, where the event names none. */
    object: z.object({ type: z.string(), id: z.string() }).optional(),
    /** Of the webhook's answer to Stripe; absent where the sweep found the event. */
    requestId: z.string().optional(),
  }),
  /** One more read a while after a change, for what Stripe had not yet shown, and one more look at what is paid twice. */
  z.object({
    kind: z.literal('settle'),
    customer: z.string(),
    dueAt: z.int(),
    /** A plan that stands reported as paid for twice, whether the customer has it any more or not. */
    plan: z.string().optional(),
  }),
  /** Somebody wants this customer read, whatever Stripe has told us. */
  z.object({ kind: z.literal('ask'), customer: z.string(), by: z.enum(['sweep', 'replay', 'import']) }),
  /** The customer's member leaves an address; Stripe is to write to the one that they have then. */
  z.object({
    kind: z.literal('address'),
    customer: z.string(),
    member: z.templateLiteral(['mem_', z.string()]),
    /** The key of the address that is left. */
    from: z.string(),
  }),
]);
export type SyncMessage = z.output<typeof syncMessage>;
export type SyncEvent = Extract<SyncMessage, { kind: 'event' }>;

const stripeEvent = z.object({
  id: z.string().regex(/^evt_\w{1,250}$/),
  object: z.literal('event'),
  type: z.string().min(1).max(200),
  created: z.int().nonnegative(),
  livemode: z.boolean(),
  /** Set on an event of a connected account, which is not this publication's. */
  account: z.string().nullish(),
  data: z.object({ object: z.unknown() }),
});

const stripeId = z.string().min(1).max(255);

/** What names the customer, in every API version. */
const stripeObject = z.object({
  id: stripeId.nullish(),
  object: z.string().min(1).max(100),
  customer: z.union([stripeId, z.object({ id: stripeId })]).nullish(),
});

export type EventRefusal = 'event_malformed' | 'event_wrong_mode' | 'event_foreign_account';

/** What to do with a webhook body whose signature is right. Only what names the customer is read, whatever the API version. */
export function readEvent(
  body: Uint8Array,
  liveMode: boolean,
): { readonly message: SyncEvent } | 'not_needed' | EventRefusal {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return 'event_malformed';
  }
  return readEventObject(json, liveMode);
}

/** The same for an event as Stripe lists it (docs.stripe.com/api/events/list). */
export function readEventObject(
  json: unknown,
  liveMode: boolean,
): { readonly message: SyncEvent } | 'not_needed' | EventRefusal {
  const parsed = stripeEvent.safeParse(json);
  if (!parsed.success) return 'event_malformed';
  const event = parsed.data;
  if (event.account != null) return 'event_foreign_account';
  if (event.livemode !== liveMode) return 'event_wrong_mode';
  if (!SYNC_EVENT_TYPES.has(event.type)) return 'not_needed';
  const object = stripeObject.safeParse(event.data.object);
  if (!object.success) return 'event_malformed';
  const { id: eventId, type, created } = event;
  return { message: { kind: 'event', eventId, type, created, ...dirtyOf(object.data) } };
}

/** The customer, or the object to find it through. */
function dirtyOf({
  id,
  object,
  customer,
}: z.output<typeof stripeObject>): Pick<SyncEvent, 'customer' | 'object'> {
  if (customer != null) return { customer: typeof customer === 'string' ? customer : customer.id };
  if (id == null) return {};
  return object === 'customer' ? { customer: id } : { object: { type: object, id } };
}

/** When the question that a message asks was asked; a reading begun later has answered it. */
export function askedAt(message: SyncMessage, sentAt: EpochMillis): EpochMillis {
  return message.kind === 'settle' ? message.dueAt : sentAt;
}
