import { required } from '../api/lists.ts';
import { emit } from '../events.ts';
import { idOf } from '../objects/reference.ts';
import type { World } from '../world.ts';
import { cancelNow } from './cancel.ts';
import { changeSubscription } from './change.ts';
import { livingOwner } from './customerBalance.ts';
import { withItems } from './items.ts';
import { payerOfCustomer } from './payer.ts';
import { bankAnswer } from './bank.ts';
import { leaveSchedule } from './leaveSchedule.ts';
import { saveSubscription } from './save.ts';
import { completed, inPhase, phaseAt } from './scheduleState.ts';
import { startSubscription } from './start.ts';
import { isOver } from './subscriptionState.ts';
import type { ProrationBehavior } from './change.ts';
import type { ItemChange } from './items.ts';
import type Stripe from 'stripe';

type Schedule = Stripe.SubscriptionSchedule;
type Phase = Stripe.SubscriptionSchedule.Phase;

/**
 * What a schedule does where one of its phases ends: it enters the next, or it is over.
 * https://docs.stripe.com/billing/subscriptions/subscription-schedules
 */
export function moveOn(world: World, schedule: Schedule): void {
  const phase = phaseAt(schedule, world.now());
  if (phase === undefined) endSchedule(world, schedule);
  else if (schedule.subscription === null) begin(world, schedule, phase);
  else enterPhase(world, schedule, phase);
}

/** Makes the present phase's items the subscription's. */
export function enterPhase(world: World, schedule: Schedule, phase: Phase): void {
  const id = schedule.subscription === null ? '' : idOf(schedule.subscription);
  const subscription = required(world, 'subscription', id);
  if (isOver(subscription)) return;
  saveSchedule(world, schedule, inPhase(schedule, phase, id));
  const after = withItems(world, subscription, toPhase(subscription, phase));
  const metadata = { ...after.metadata, ...phase.metadata };
  changeSubscription(
    world,
    subscription,
    { ...after, metadata },
    {
      prorationBehavior: asProrationBehavior(phase.proration_behavior),
      paymentBehavior: 'allow_incomplete',
    },
  );
}

export function saveSchedule(world: World, before: Schedule, after: Schedule): void {
  world.objects.put('subscription_schedule', after);
  emit(world, 'subscription_schedule.updated', after, before);
}

function begin(world: World, schedule: Schedule, phase: Phase): void {
  const customer = livingOwner(world, schedule);
  const payer = payerOfCustomer(world, customer);
  const { subscription } = startSubscription(world, {
    customer,
    lines: phase.items.map(({ price, quantity }) => ({
      price: required(world, 'price', idOf(price)),
      quantity: quantity ?? 1,
    })),
    currency: phase.currency,
    defaultPaymentMethod: null,
    payment: payer === undefined ? null : { payer, outcome: bankAnswer(payer.means, true) },
    automaticTax: false,
    metadata: phase.metadata ?? {},
  });
  const started = required(world, 'subscription', subscription.id);
  saveSubscription(world, started, { ...started, schedule: schedule.id });
  saveSchedule(world, schedule, inPhase(schedule, phase, subscription.id));
}

function endSchedule(world: World, schedule: Schedule): void {
  const id = schedule.subscription === null ? '' : idOf(schedule.subscription);
  const subscription = required(world, 'subscription', id);
  if (schedule.end_behavior !== 'cancel') {
    saveSubscription(world, subscription, leaveSchedule(world, subscription, 'released'));
    return;
  }
  const after = completed(schedule, world.now());
  world.objects.put('subscription_schedule', after);
  emit(world, 'subscription_schedule.completed', after);
  const freed = { ...subscription, schedule: null };
  world.objects.put('subscription', freed);
  cancelNow(world, freed);
}

/** The changes that lead from a subscription's items to a phase's, keeping each item that can be kept. */
function toPhase(subscription: Stripe.Subscription, phase: Phase): ItemChange[] {
  const left = [...subscription.items.data];
  const take = (matches: (item: Stripe.SubscriptionItem) => boolean) => {
    const index = left.findIndex(matches);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const wanted = phase.items.map(({ price, quantity }) => ({ price: idOf(price), quantity: quantity ?? 1 }));
  const kept = wanted.map(({ price }) => take((item) => item.price.id === price));
  const changes = wanted.map((want, index) => {
    const item = kept[index] ?? take(() => true);
    return item === undefined ? want : { id: item.id, ...want };
  });
  return [...changes, ...left.map(({ id }) => ({ id, deleted: true }))];
}

function asProrationBehavior(behavior: Phase['proration_behavior']): ProrationBehavior {
  switch (behavior) {
    case 'always_invoice':
      return 'always_invoice';
    case 'none':
      return 'none';
    case 'create_prorations':
    default:
      return 'create_prorations';
  }
}
