import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { authenticateInvoice } from '../billing/authenticate.ts';
import { saveSubscription } from '../billing/save.ts';
import { cardOnFile } from '../billing/cardOnFile.ts';
import { catchUp } from '../time/catchUp.ts';
import type { Clock } from '../time/clock.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { Dunning } from '../store/settings.ts';
import type { World } from '../world.ts';
import type { Act } from './act.ts';
import type Stripe from 'stripe';

type PauseBehavior = Stripe.Subscription.PauseCollection.Behavior;

/** What a hand does with time, and with what time meets. */
export interface TimeControl {
  /** Moves the clock on, and does all that falls due on the way, each thing at its own moment. */
  advance(seconds: number): void;
  /** Does all that is due by now. Returns how many things were done. */
  readonly catchUp: () => number;
  /** When the next thing falls due; undefined where nothing ever will. Epoch seconds. */
  nextDue(): EpochSeconds | undefined;
  /** What follows a renewal that cannot be charged. */
  setDunning(dunning: Dunning): void;
  /** Puts a card on file for a subscription, or for a customer and all their subscriptions. Any number will do. */
  setCard(subscriptionOrCustomer: string, number: string): Stripe.PaymentMethod;
  /** Takes what is on file away, so that there is nothing to charge. */
  removeCard(subscriptionOrCustomer: string): void;
  /** Ends the 3D Secure authentication that an open invoice waits for. */
  authenticate(invoice: string, passed: boolean): Stripe.Invoice;
  /** The subscription's next renewal makes a draft that stays one. */
  holdDraft(subscription: string): void;
  /** The subscription's next draft cannot be finalized, and says so. */
  failFinalization(subscription: string): void;
  /** Pauses the collection of payments, or with null resumes it. `resumesAt` in epoch seconds. */
  setPause(
    subscription: string,
    pause: { readonly behavior: PauseBehavior; readonly resumesAt?: EpochSeconds } | null,
  ): Stripe.Subscription;
}

/** @param changed called when time has done something, so that its events go out */
export function createTimeControl(world: World, clock: Clock, act: Act, changed: () => void): TimeControl {
  const doAllDue = (): number => {
    const done = catchUp(world, world.now());
    if (done > 0) changed();
    return done;
  };
  const mark = (list: 'heldDrafts' | 'failingFinalizations', id: string) => {
    act(() => {
      required(world, 'subscription', id);
      world.settings.set(list, [...new Set([...world.settings.get(list), id])]);
    });
  };
  return {
    advance: (seconds) => {
      if (!Number.isFinite(seconds) || seconds < 0) {
        throw invalidRequest('Time goes forward only.', { param: 'seconds' });
      }
      clock.advance(seconds);
      doAllDue();
    },
    catchUp: doAllDue,
    nextDue: () => world.timers.next(null)?.at,
    setDunning: (dunning) => {
      act(() => {
        world.settings.set('dunning', dunning);
      });
    },
    setCard: (id, number) => act(() => cardOnFile(world, id, number)),
    removeCard: (id) => {
      act(() => {
        cardOnFile(world, id, null);
      });
    },
    authenticate: (id, passed) =>
      act(() => authenticateInvoice(world, required(world, 'invoice', id), passed)),
    holdDraft: (id) => {
      mark('heldDrafts', id);
    },
    failFinalization: (id) => {
      mark('failingFinalizations', id);
    },
    setPause: (id, pause) =>
      act(() => {
        const before = required(world, 'subscription', id);
        return saveSubscription(world, before, {
          ...before,
          pause_collection: pause && { behavior: pause.behavior, resumes_at: pause.resumesAt ?? null },
        });
      }),
  };
}
