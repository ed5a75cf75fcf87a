import { invalidRequest } from '../api/refusal.ts';
import { required } from '../api/lists.ts';
import { cancelNow } from '../billing/cancel.ts';
import { collectInvoice } from '../billing/collect.ts';
import { renew } from '../billing/renew.ts';
import { saveSubscription } from '../billing/save.ts';
import { createDeliveryControl } from './delivery.ts';
import { createPaymentControl } from './payments.ts';
import { createTimeControl } from './time.ts';
import { createWireControl } from './wire.ts';
import type { Clock } from '../time/clock.ts';
import type { World } from '../world.ts';
import type { Courier } from '../webhooks/courier.ts';
import type { Act } from './act.ts';
import type { DeliveryControl } from './delivery.ts';
import type { PaymentControl } from './payments.ts';
import type { TimeControl } from './time.ts';
import type { Wire, WireControl } from './wire.ts';
import type Stripe from 'stripe';

/** What a hand can do that no API call does. Each act is one transaction; its events go out as Stripe's would. */
export interface Control extends DeliveryControl, PaymentControl, TimeControl, WireControl {
  /** Ends the subscription's period now. Without an outcome the card on file decides. */
  renew(subscription: string, options?: { readonly outcome: 'paid' | 'failed' }): Stripe.Subscription;
  /** Pays its newest open or uncollectible invoice, whatever the card on file. */
  payOpenInvoice(subscription: string): Stripe.Invoice;
  /** Any text will do, also one that no SDK knows. */
  setStatus(subscription: string, status: string): Stripe.Subscription;
  /** Whatever the parts of the double can do, as one act: for a program that fills it with thousands. */
  within<T>(work: (world: World) => T): T;
}

export function createControl(world: World, clock: Clock, courier: Courier, wire: Wire): Control {
  const act: Act = (work) => {
    const result = world.transaction(work);
    courier.wake();
    return result;
  };
  return {
    ...createDeliveryControl(world, courier, act),
    ...createPaymentControl(world, act),
    ...createTimeControl(world, clock, act, courier.wake),
    ...createWireControl(wire),
    renew: (id, options) =>
      act(() => renew(world, required(world, 'subscription', id), options?.outcome ?? 'card')),
    payOpenInvoice: (id) =>
      act(() => {
        required(world, 'subscription', id);
        const where = { invoiceSubscription: id, status: ['open', 'uncollectible', 'draft'] };
        const [invoice] = world.objects.list('invoice', { where, limit: 1 }).data;
        if (invoice === undefined) throw invalidRequest(`The subscription ${id} has no unpaid invoice.`);
        return collectInvoice(world, invoice, 'paid').invoice;
      }),
    setStatus: (id, status) =>
      act(() => {
        const before = required(world, 'subscription', id);
        if (status === 'canceled') return cancelNow(world, before);
        return saveSubscription(world, before, { ...before, status, ended_at: null });
      }),
    within: (work) => act(() => work(world)),
  };
}
