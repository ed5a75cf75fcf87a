import { invalidRequest } from '../api/refusal.ts';
import { livingOwner } from '../billing/customerBalance.ts';
import { saveSubscription } from '../billing/save.ts';
import { firstPeriodEnd, isOver } from '../billing/subscriptionState.ts';
import { emit } from '../events.ts';
import { buildPhase, buildSchedule } from '../objects/schedule.ts';
import { livingCustomer } from './customers.ts';
import { phasesOf } from './schedulePhases.ts';
import type { World } from '../world.ts';
import type { phase } from './schedulePhases.ts';
import type Stripe from 'stripe';
import type * as z from 'zod';

interface CreateParams {
  readonly customer?: string | undefined;
  readonly end_behavior?: 'cancel' | 'release' | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
  readonly phases?: readonly z.output<typeof phase>[] | undefined;
  readonly start_date?: 'now' | number | undefined;
}

/** @param source the subscription whose present state becomes the first phase */
export function createSchedule(
  world: World,
  params: CreateParams,
  source: Stripe.Subscription | undefined,
): Stripe.SubscriptionSchedule {
  return source === undefined ? fromPhases(world, params) : fromSubscription(world, params, source);
}

function fromSubscription(
  world: World,
  params: CreateParams,
  source: Stripe.Subscription,
): Stripe.SubscriptionSchedule {
  if (params.phases !== undefined) {
    throw invalidRequest('You cannot set `phases` if `from_subscription` is set.', { param: 'phases' });
  }
  if (source.schedule !== null || isOver(source)) {
    throw invalidRequest(`The subscription ${source.id} has a schedule already, or is over.`, {
      param: 'from_subscription',
    });
  }
  const present = buildPhase({
    start: source.items.data[0]?.current_period_start ?? source.created,
    end: firstPeriodEnd(source),
    currency: source.currency,
    items: source.items.data.map(({ price, quantity }) => ({ price: price.id, quantity: quantity ?? 1 })),
    prorationBehavior: 'create_prorations',
  });
  const schedule = buildSchedule(world.stamp('subscription_schedule'), {
    customer: livingOwner(world, source),
    phases: [present],
    endBehavior: params.end_behavior ?? 'release',
    metadata: params.metadata,
    subscription: source,
  });
  store(world, schedule);
  saveSubscription(world, source, { ...source, schedule: schedule.id });
  return schedule;
}

function fromPhases(world: World, params: CreateParams): Stripe.SubscriptionSchedule {
  const { customer, start_date: start = 'now', phases = [] } = params;
  if (customer === undefined) {
    throw invalidRequest('Missing required param: customer.', {
      param: 'customer',
      code: 'parameter_missing',
    });
  }
  const first = { start_date: start === 'now' ? world.now() : start };
  const schedule = buildSchedule(world.stamp('subscription_schedule'), {
    customer: livingCustomer(world, customer, 'customer'),
    phases: phasesOf(world, phases, { phases: [first] }),
    endBehavior: params.end_behavior ?? 'release',
    metadata: params.metadata,
    subscription: null,
  });
  return store(world, schedule);
}

function store(world: World, schedule: Stripe.SubscriptionSchedule): Stripe.SubscriptionSchedule {
  world.objects.put('subscription_schedule', schedule);
  emit(world, 'subscription_schedule.created', schedule);
  return schedule;
}
