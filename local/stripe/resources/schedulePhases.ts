import * as z from 'zod';
import { integer, metadata, text } from '../api/params.ts';
import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { addIntervals } from '../billing/periods.ts';
import { buildPhase } from '../objects/schedule.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

export const phase = z.strictObject({
  duration: z
    .strictObject({
      interval: z.enum(['day', 'week', 'month', 'year']),
      interval_count: integer.pipe(z.int().min(1)).optional(),
    })
    .optional(),
  end_date: z.literal('now').or(integer).optional(),
  items: z
    .array(z.strictObject({ price: text, quantity: integer.pipe(z.int().min(1)).optional() }))
    .min(1)
    .max(20),
  metadata: metadata.optional(),
  proration_behavior: z.enum(['create_prorations', 'always_invoice', 'none']).optional(),
  start_date: z.literal('now').or(integer).optional(),
});
type PhaseParams = z.output<typeof phase>;

/**
 * Phases that follow each other without gap. Each begins where the one before ends; the last, without an end of its
 * own, lasts one period of its first price.
 *
 * @throws {StripeRefusal} where a phase leaves a gap, ends before it begins, or names a price that is not there
 */
export function phasesOf(
  world: World,
  given: readonly PhaseParams[],
  { phases: [first] }: { readonly phases: readonly { readonly start_date: EpochSeconds }[] },
): Stripe.SubscriptionSchedule.Phase[] {
  const phases: Stripe.SubscriptionSchedule.Phase[] = [];
  for (const [index, params] of given.entries()) {
    const previous = phases.at(-1);
    const expected = previous?.end_date ?? first?.start_date ?? world.now();
    const start = params.start_date === 'now' ? world.now() : (params.start_date ?? expected);
    if (previous !== undefined && start !== previous.end_date) {
      throw invalidRequest('Phases must follow each other without gaps.', {
        param: `phases[${index}][start_date]`,
      });
    }
    phases.push(phaseFrom(world, params, index, start));
  }
  return phases;
}

function phaseFrom(
  world: World,
  params: PhaseParams,
  index: number,
  start: EpochSeconds,
): Stripe.SubscriptionSchedule.Phase {
  const items = params.items.map((item, place) => ({
    price: required(world, 'price', item.price, `phases[${index}][items][${place}][price]`),
    quantity: item.quantity ?? 1,
  }));
  const end = endOf(params, start, items[0]?.price, world.now());
  if (end <= start) {
    throw invalidRequest('A phase must end after it begins.', { param: `phases[${index}][end_date]` });
  }
  return buildPhase({
    start,
    end,
    currency: items[0]?.price.currency ?? 'usd',
    items: items.map(({ price, quantity }) => ({ price: price.id, quantity })),
    prorationBehavior: params.proration_behavior ?? 'create_prorations',
    metadata: params.metadata,
  });
}

function endOf(
  { end_date: end, duration }: PhaseParams,
  start: EpochSeconds,
  price: Stripe.Price | undefined,
  now: EpochSeconds,
): EpochSeconds {
  if (end !== undefined) return end === 'now' ? now : end;
  if (duration !== undefined) return addIntervals(start, duration.interval, duration.interval_count ?? 1);
  return addIntervals(start, price?.recurring?.interval ?? 'year', price?.recurring?.interval_count ?? 1);
}
