import { invalidRequest } from '../api/refusal.ts';
import { required } from '../api/lists.ts';
import { collectInvoice } from '../billing/collect.ts';
import { renew } from '../billing/renew.ts';
import { saveSubscription } from '../billing/save.ts';
import { canceled } from '../billing/subscriptionState.ts';
import { emit } from '../events.ts';
import type { DoubleEvent } from '../objects/event.ts';
import type { World } from '../world.ts';
import type { Courier } from '../webhooks/courier.ts';
import type Stripe from 'stripe';

/** What a hand can do that no API call does. Each act is one transaction; its events go out as Stripe's would. */
export interface Control {
  /** Ends the subscription's period now. Without an outcome the card on file decides. */
  renew(subscription: string, options?: { readonly outcome: 'paid' | 'failed' }): Stripe.Subscription;
  /** Pays its newest open or uncollectible invoice, whatever the card on file. */
  payOpenInvoice(subscription: string): Stripe.Invoice;
  /** Any text will do, also one that no SDK knows. */
  setStatus(subscription: string, status: string): Stripe.Subscription;
  /** An event about any object, of any type. */
  emit(type: string, object: object): DoubleEvent;
  /** New events wait, until they are released, delivered one by one, or lost. */
  hold(): void;
  release(): void;
  /** Sends an event again, `times` times. */
  redeliver(event: string, times: number): void;
  /** Delivers these held events, one after another in this order. */
  deliverHeld(events: readonly string[]): Promise<void>;
  /** Throws held events away, as if they had never been sent. */
  lose(events: readonly string[]): void;
  /** Resolves when no delivery is pending; held ones do not count. */
  settled(): Promise<void>;
}

export function createControl(world: World, courier: Courier): Control {
  const act = <T>(work: () => T): T => {
    const result = world.transaction(work);
    courier.wake();
    return result;
  };
  const { deliveries } = world;
  return {
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
        const after =
          status === 'canceled' ? canceled(before, world.now()) : { ...before, status, ended_at: null };
        return saveSubscription(world, before, after);
      }),
    emit: (type, object) => act(() => emit(world, type, object)),
    hold: () => {
      act(deliveries.hold);
    },
    release: () => {
      act(deliveries.release);
    },
    redeliver: (id, times) => {
      act(() => {
        const event = required(world, 'event', id);
        for (let count = 0; count < times; count += 1) {
          for (const endpoint of deliveries.endpointsFor(event.type)) {
            deliveries.enqueue(event.id, endpoint, { now: true });
          }
        }
      });
    },
    deliverHeld: async (events) => {
      for (const id of events) {
        required(world, 'event', id);
        for (const delivery of deliveries.heldOf(id)) await courier.attempt(delivery);
      }
    },
    lose: (events) => {
      act(() => {
        for (const id of events) {
          for (const { seq } of deliveries.heldOf(id)) deliveries.settle(seq, 'lost', 'lost by hand');
        }
      });
    },
    settled: courier.settled,
  };
}
