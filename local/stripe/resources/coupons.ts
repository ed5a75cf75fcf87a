import * as z from 'zod';
import { clearable, integer, mergeMetadata, metadata, pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { retiredId } from '../billing/discounts.ts';
import { isRedeemable } from '../billing/discountState.ts';
import { emit } from '../events.ts';
import { buildCoupon, buildDeletedCoupon } from '../objects/coupon.ts';
import type { Api } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const createFields = {
  id: text.max(200).optional(),
  percent_off: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,4})?$/)
    .transform(Number)
    .pipe(z.number().gt(0).max(100))
    .optional(),
  amount_off: integer.pipe(z.int().min(1)).optional(),
  currency: z
    .string()
    .regex(/^[a-z]{3}$/)
    .optional(),
  duration: z.enum(['once', 'repeating', 'forever']).optional(),
  duration_in_months: integer.pipe(z.int().min(1).max(60)).optional(),
  max_redemptions: integer.pipe(z.int().min(1)).optional(),
  redeem_by: integer.optional(),
  name: text.max(40).optional(),
  metadata: clearable(metadata).optional(),
};
type CreateParams = z.output<z.ZodObject<typeof createFields>>;

/** https://docs.stripe.com/api/coupons */
export function coupons(api: Api): void {
  api.post('/v1/coupons', createFields, (params, { world }) => {
    const coupon = makeCoupon(world, params);
    world.objects.put('coupon', coupon);
    emit(world, 'coupon.created', coupon);
    return coupon;
  });

  api.get('/v1/coupons/:id', {}, (_, { world, id }) => current(world, required(world, 'coupon', id)));

  api.post(
    '/v1/coupons/:id',
    { name: clearable(text.max(40)).optional(), metadata: clearable(metadata).optional() },
    (params, { world, id }) => {
      const before = required(world, 'coupon', id);
      const after: Stripe.Coupon = {
        ...before,
        name: params.name === undefined ? before.name : params.name,
        metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
      };
      world.objects.put('coupon', after);
      emit(world, 'coupon.updated', after, before);
      return current(world, after);
    },
  );

  api.delete('/v1/coupons/:id', {}, (_, { world, id }) => {
    const coupon = required(world, 'coupon', id);
    world.objects.remove(id);
    world.objects.put('retired_coupon', { ...coupon, id: retiredId(id) });
    emit(world, 'coupon.deleted', { ...coupon, valid: false });
    return buildDeletedCoupon(id);
  });

  api.get('/v1/coupons', { ...pagination, created: range.optional() }, ({ created, ...page }, { world }) => {
    const list = listPage(world, 'coupon', '/v1/coupons', page, { created });
    return { ...list, data: list.data.map((coupon) => current(world, coupon)) };
  });
}

/** @throws {StripeRefusal} where its terms contradict each other, or its id is taken */
function makeCoupon(world: World, params: CreateParams): Stripe.Coupon {
  const { id, percent_off: percent, amount_off: amount, currency, duration = 'once' } = params;
  if ((percent === undefined) === (amount === undefined)) {
    throw invalidRequest('You must specify exactly one of these parameters: percent_off, amount_off.', {
      param: 'percent_off',
    });
  }
  if (amount !== undefined && currency === undefined) {
    throw invalidRequest('Missing required param: currency.', {
      param: 'currency',
      code: 'parameter_missing',
    });
  }
  if ((duration === 'repeating') !== (params.duration_in_months !== undefined)) {
    throw invalidRequest('`duration_in_months` goes with `duration: repeating`, and that only with it.', {
      param: 'duration_in_months',
    });
  }
  if (id !== undefined && world.objects.get('coupon', id) !== undefined) {
    throw invalidRequest('Coupon already exists.', { param: 'id', code: 'resource_already_exists' });
  }
  const stamp = world.stamp('coupon');
  return buildCoupon(id === undefined ? stamp : { ...stamp, id }, {
    percentOff: percent ?? null,
    amountOff: amount === undefined || currency === undefined ? null : { amount, currency },
    duration,
    durationInMonths: params.duration_in_months ?? null,
    maxRedemptions: params.max_redemptions ?? null,
    redeemBy: params.redeem_by ?? null,
    name: params.name ?? null,
    metadata: params.metadata ?? {},
  });
}

function current(world: World, coupon: Stripe.Coupon): Stripe.Coupon {
  return { ...coupon, valid: isRedeemable(coupon, world.now()) };
}
