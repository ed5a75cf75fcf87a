import * as z from 'zod';
import { flag, integer, mergeMetadata, metadata, pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { cancelNow } from '../billing/cancel.ts';
import { leaveSchedule } from '../billing/leaveSchedule.ts';
import { enterPhase, moveOn, saveSchedule } from '../billing/schedules.ts';
import { scheduleCanceled } from '../billing/scheduleState.ts';
import { saveSubscription } from '../billing/save.ts';
import { willNotCancel } from '../billing/subscriptionState.ts';
import { inTimeOf, inTimeOfCustomer } from '../billing/testClocks.ts';
import { emit } from '../events.ts';
import { idOf } from '../objects/reference.ts';
import { createSchedule } from './scheduleCreation.ts';
import { phase, phasesOf } from './schedulePhases.ts';
import type { Api } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const endBehavior = z.enum(['cancel', 'release']).optional();

/** https://docs.stripe.com/api/subscription_schedules */
export function schedules(api: Api): void {
  api.post(
    '/v1/subscription_schedules',
    {
      customer: text.optional(),
      end_behavior: endBehavior,
      from_subscription: text.optional(),
      metadata: metadata.optional(),
      phases: z.array(phase).min(1).max(10).optional(),
      start_date: z.literal('now').or(integer).optional(),
    },
    (params, { world }) => {
      const from = params.from_subscription;
      const source =
        from === undefined ? undefined : required(world, 'subscription', from, 'from_subscription');
      return inTimeOfCustomer(world, source?.customer ?? params.customer, () => {
        const { id } = createSchedule(world, params, source);
        const created = required(world, 'subscription_schedule', id);
        if (created.status === 'not_started' && (created.phases[0]?.start_date ?? 0) <= world.now()) {
          moveOn(world, created);
        }
        return required(world, 'subscription_schedule', id);
      });
    },
  );

  api.get('/v1/subscription_schedules/:id', {}, (_, { world, id }) =>
    required(world, 'subscription_schedule', id),
  );

  api.get(
    '/v1/subscription_schedules',
    { ...pagination, created: range.optional(), customer: text.optional() },
    ({ created, customer, ...page }, { world }) =>
      listPage(world, 'subscription_schedule', '/v1/subscription_schedules', page, {
        where: { customer },
        created,
      }),
  );

  api.post(
    '/v1/subscription_schedules/:id',
    {
      end_behavior: endBehavior,
      metadata: metadata.optional(),
      phases: z.array(phase).min(1).max(10).optional(),
      proration_behavior: z.enum(['create_prorations', 'always_invoice', 'none']).optional(),
    },
    (params, { world, id }) => {
      const before = living(world, id);
      return inTimeOf(world, before, () => {
        const phases = params.phases === undefined ? before.phases : phasesOf(world, params.phases, before);
        const after: Stripe.SubscriptionSchedule = {
          ...before,
          end_behavior: params.end_behavior ?? before.end_behavior,
          metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
          phases,
        };
        const current = phases.find(({ start_date: start }) => start === before.current_phase?.start_date);
        if (before.status === 'active' && current === undefined) {
          throw invalidRequest('You can not modify the start of the current phase.', { param: 'phases' });
        }
        saveSchedule(world, before, after);
        if (current !== undefined) enterPhase(world, after, current);
        return required(world, 'subscription_schedule', id);
      });
    },
  );

  api.post(
    '/v1/subscription_schedules/:id/release',
    { preserve_cancel_date: flag.optional() },
    (params, { world, id }) => {
      const schedule = living(world, id);
      return inTimeOf(world, schedule, () => {
        const subscription = governed(world, schedule);
        const free = leaveSchedule(world, subscription, 'released');
        saveSubscription(
          world,
          subscription,
          params.preserve_cancel_date === false ? willNotCancel(free) : free,
        );
        return required(world, 'subscription_schedule', id);
      });
    },
  );

  api.post(
    '/v1/subscription_schedules/:id/cancel',
    { invoice_now: flag.optional(), prorate: flag.optional() },
    (_, { world, id }) => {
      const schedule = living(world, id);
      return inTimeOf(world, schedule, () => {
        if (schedule.subscription !== null) cancelNow(world, governed(world, schedule));
        else {
          const after = scheduleCanceled(schedule, world.now());
          world.objects.put('subscription_schedule', after);
          emit(world, 'subscription_schedule.canceled', after);
        }
        return required(world, 'subscription_schedule', id);
      });
    },
  );
}

function living(world: World, id: string): Stripe.SubscriptionSchedule {
  const schedule = required(world, 'subscription_schedule', id);
  if (schedule.status === 'active' || schedule.status === 'not_started') return schedule;
  throw invalidRequest(
    `You cannot change a subscription schedule that is currently in the \`${schedule.status}\` status. ` +
      'It must be in the `active` or `not_started` status.',
  );
}

function governed(world: World, { id, subscription }: Stripe.SubscriptionSchedule): Stripe.Subscription {
  if (subscription === null) throw invalidRequest(`The subscription schedule ${id} has no subscription yet.`);
  return required(world, 'subscription', idOf(subscription));
}
