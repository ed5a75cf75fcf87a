import * as z from 'zod';
import { clearable, flag, integer, mergeMetadata, metadata, pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { isUsable } from '../billing/discountState.ts';
import { emit } from '../events.ts';
import { buildPromotionCode } from '../objects/promotionCode.ts';
import { livingCustomer } from './customers.ts';
import type { Api } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const createFields = {
  promotion: z.strictObject({ coupon: text, type: z.literal('coupon') }),
  code: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,500}$/)
    .optional(),
  active: flag.optional(),
  customer: text.optional(),
  expires_at: integer.optional(),
  max_redemptions: integer.pipe(z.int().min(1)).optional(),
  metadata: metadata.optional(),
  restrictions: z
    .strictObject({
      first_time_transaction: flag.optional(),
      minimum_amount: integer.pipe(z.int().min(1)).optional(),
      minimum_amount_currency: text.optional(),
    })
    .optional(),
};
type CreateParams = z.output<z.ZodObject<typeof createFields>>;

/** https://docs.stripe.com/api/promotion_codes */
export function promotionCodes(api: Api): void {
  api.post('/v1/promotion_codes', createFields, (params, { world }) => {
    const code = makeCode(world, params);
    world.objects.put('promotion_code', code);
    emit(world, 'promotion_code.created', code);
    return code;
  });

  api.get('/v1/promotion_codes/:id', {}, (_, { world, id }) =>
    current(world, required(world, 'promotion_code', id)),
  );

  api.post(
    '/v1/promotion_codes/:id',
    { active: flag.optional(), metadata: clearable(metadata).optional() },
    (params, { world, id }) => {
      const before = required(world, 'promotion_code', id);
      const after: Stripe.PromotionCode = {
        ...before,
        active: params.active ?? before.active,
        metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
      };
      if (params.active === true) checkFree(world, after);
      world.objects.put('promotion_code', after);
      emit(world, 'promotion_code.updated', after, before);
      return current(world, after);
    },
  );

  api.get(
    '/v1/promotion_codes',
    {
      ...pagination,
      active: flag.optional(),
      code: text.optional(),
      coupon: text.optional(),
      created: range.optional(),
      customer: text.optional(),
    },
    ({ active, code, coupon, created, customer, ...page }, { world }) => {
      const list = listPage(world, 'promotion_code', '/v1/promotion_codes', page, {
        where: { active, code, coupon, customer },
        created,
      });
      return { ...list, data: list.data.map((found) => current(world, found)) };
    },
  );
}

/** @throws {StripeRefusal} where its coupon or customer is not there, or its letters are in use */
function makeCode(world: World, params: CreateParams): Stripe.PromotionCode {
  const { restrictions = {} } = params;
  const { minimum_amount: amount, minimum_amount_currency: currency } = restrictions;
  if ((amount === undefined) !== (currency === undefined)) {
    throw invalidRequest('`minimum_amount` and `minimum_amount_currency` go together.', {
      param: 'restrictions[minimum_amount]',
    });
  }
  required(world, 'coupon', params.promotion.coupon, 'promotion[coupon]');
  if (params.customer !== undefined) livingCustomer(world, params.customer, 'customer');
  const code = buildPromotionCode(world.stamp('promotion_code'), {
    coupon: params.promotion.coupon,
    code: params.code ?? world.newId('coupon').toUpperCase(),
    active: params.active ?? true,
    customer: params.customer ?? null,
    expiresAt: params.expires_at ?? null,
    maxRedemptions: params.max_redemptions ?? null,
    firstTimeTransaction: restrictions.first_time_transaction ?? false,
    minimum: amount === undefined || currency === undefined ? null : { amount, currency },
    metadata: params.metadata ?? {},
  });
  if (code.active) checkFree(world, code);
  return code;
}

/** Letters name one active code for each customer; upper and lower case are the same. */
function checkFree(world: World, code: Stripe.PromotionCode): void {
  const active = world.objects.list('promotion_code', { where: { active: true }, limit: 1000 }).data;
  const taken = active.some(
    (other) =>
      other.id !== code.id &&
      other.code.toUpperCase() === code.code.toUpperCase() &&
      (other.customer === null || code.customer === null || other.customer === code.customer),
  );
  if (taken) {
    throw invalidRequest(`An active promotion code with \`code: ${code.code}\` already exists.`, {
      param: 'code',
      code: 'resource_already_exists',
    });
  }
}

function current(world: World, code: Stripe.PromotionCode): Stripe.PromotionCode {
  return { ...code, active: isUsable(code, world.now()) };
}
