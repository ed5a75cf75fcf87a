import { required } from '../api/lists.ts';
import { makeEvent } from '../events.ts';
import { chance } from '../chance.ts';
import { NORMAL_CONDITIONS } from '../webhooks/conditions.ts';
import type { DoubleEvent } from '../objects/event.ts';
import type { DeliveryConditions, Suppression } from '../webhooks/conditions.ts';
import type { Courier } from '../webhooks/courier.ts';
import type { Answer } from '../webhooks/post.ts';
import type { World } from '../world.ts';
import type { Act } from './act.ts';

/** Held events in the order in which they were made, the other way round, or shuffled by a seed. */
export type DeliveryOrder = 'made' | 'reversed' | { readonly shuffledBy: number };

/** What can happen to events between Stripe and those who listen. */
export interface DeliveryControl {
  /** An event about any object, of any type. */
  emit(type: string, object: object): DoubleEvent;
  /** Signs any bytes and sends them once, to every endpoint: events of other API versions, and what is no event. */
  emitRaw(body: string | Uint8Array<ArrayBuffer>): Promise<Answer[]>;
  /** From now on; what is not named is as it should be. Deliveries already queued stay as they are. */
  setConditions(conditions: Partial<DeliveryConditions>): DeliveryConditions;
  /** Events that are never made from now on: all of a type, or a share of them. Null ends it. */
  suppress(suppression: Partial<Suppression> | null): Suppression | null;
  /** Events younger than this are not listed yet, as Stripe's list lags. */
  setEventsLag(seconds: number): void;
  /** New events wait, until they are released, delivered one by one, or lost. */
  hold(): void;
  release(): void;
  /** Sends an event again, `times` times. */
  redeliver(event: string, times: number): void;
  /** Delivers these held events, one after another in this order. */
  deliverHeld(events: readonly string[]): Promise<void>;
  /** Delivers all that is held, one after another. New events are still held. */
  deliverAll(order?: DeliveryOrder): Promise<void>;
  /** Throws held events away, as if they had never been sent. */
  lose(events: readonly string[]): void;
  /** Resolves when no delivery is pending; held ones do not count, nor those delayed beyond the double's clock. */
  settled(): Promise<void>;
}

export function createDeliveryControl(world: World, courier: Courier, act: Act): DeliveryControl {
  const { deliveries, settings } = world;
  return {
    emit: (type, object) => act(() => makeEvent(world, type, object)),
    emitRaw: (body) =>
      Promise.all(deliveries.endpointsFor().map((endpoint) => courier.sendRaw(endpoint, body))),
    setConditions: (changed) =>
      act(() => {
        const conditions = { ...NORMAL_CONDITIONS, ...changed };
        settings.set('conditions', conditions);
        settings.set('luck', 0);
        return conditions;
      }),
    suppress: (asked) =>
      act(() => {
        const suppression = asked && { share: 1, seed: 1, ...asked };
        settings.set('suppression', suppression);
        settings.set('luck', 0);
        return suppression;
      }),
    setEventsLag: (seconds) => {
      settings.set('eventsLagSeconds', seconds);
    },
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
        for (const delivery of deliveries.held(id)) await courier.attempt(delivery);
      }
    },
    deliverAll: async (order = 'made') => {
      for (const delivery of inOrder(deliveries.held(), order)) await courier.attempt(delivery);
    },
    lose: (events) => {
      act(() => {
        for (const id of events) {
          for (const { seq } of deliveries.held(id)) deliveries.settle(seq, 'lost', 'lost by hand');
        }
      });
    },
    settled: courier.settled,
  };
}

function inOrder<T>(items: readonly T[], order: DeliveryOrder): T[] {
  if (order === 'made') return [...items];
  if (order === 'reversed') return items.toReversed();
  const drawn = items.map((item, index) => ({ item, luck: chance(order.shuffledBy, index) }));
  return drawn.sort((one, other) => one.luck - other.luck).map(({ item }) => item);
}
