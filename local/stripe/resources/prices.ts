import * as z from 'zod';
import { flag, integer, mergeMetadata, clearable, metadata, pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { buildPrice } from '../objects/price.ts';
import { optionsId } from '../objects/priceOptions.ts';
import type { Api } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const recurring = z.strictObject({
  interval: z.enum(['day', 'week', 'month', 'year']),
  interval_count: integer.optional(),
});

/** By currency; an amount is in the currency's smallest unit. */
const currencyOptions = z.record(
  z.string().regex(/^[a-z]{3}$/),
  z.strictObject({ unit_amount: integer.pipe(z.int().min(0)) }),
);

/** https://docs.stripe.com/api/prices */
export function prices(api: Api): void {
  api.post(
    '/v1/prices',
    {
      currency: z.string().regex(/^[a-zA-Z]{3}$/),
      currency_options: currencyOptions.optional(),
      product: text,
      unit_amount: integer.pipe(z.int().min(0)),
      recurring: recurring.optional(),
      active: flag.optional(),
      lookup_key: text.max(200).optional(),
      transfer_lookup_key: flag.optional(),
      nickname: text.optional(),
      metadata: metadata.optional(),
      tax_behavior: z.enum(['exclusive', 'inclusive', 'unspecified']).optional(),
    },
    (params, { world }) => {
      required(world, 'product', params.product, 'product');
      if (params.lookup_key !== undefined)
        freeLookupKey(world, params.lookup_key, params.transfer_lookup_key);
      const price = buildPrice(world.stamp('price'), {
        product: params.product,
        currency: params.currency.toLowerCase(),
        unitAmount: params.unit_amount,
        recurring:
          params.recurring === undefined
            ? null
            : { interval: params.recurring.interval, intervalCount: params.recurring.interval_count ?? 1 },
        active: params.active,
        lookupKey: params.lookup_key,
        nickname: params.nickname,
        metadata: params.metadata,
        taxBehavior: params.tax_behavior,
      });
      world.objects.put('price', price);
      if (params.currency_options !== undefined) putOptions(world, price, params.currency_options);
      emit(world, 'price.created', price);
      return price;
    },
  );

  api.get('/v1/prices/:id', {}, (_, { world, id }) => required(world, 'price', id));

  api.post(
    '/v1/prices/:id',
    {
      active: flag.optional(),
      lookup_key: text.max(200).optional(),
      transfer_lookup_key: flag.optional(),
      currency_options: currencyOptions.optional(),
      nickname: text.optional(),
      metadata: clearable(metadata).optional(),
    },
    (params, { world, id }) => {
      const before = required(world, 'price', id);
      if (params.lookup_key !== undefined && params.lookup_key !== before.lookup_key) {
        freeLookupKey(world, params.lookup_key, params.transfer_lookup_key);
      }
      if (params.currency_options !== undefined) putOptions(world, before, params.currency_options);
      return save(world, before, {
        ...before,
        active: params.active ?? before.active,
        lookup_key: params.lookup_key ?? before.lookup_key,
        nickname: params.nickname ?? before.nickname,
        metadata: mergeMetadata(before.metadata, params.metadata),
      });
    },
  );

  api.get(
    '/v1/prices',
    {
      ...pagination,
      active: flag.optional(),
      created: range.optional(),
      currency: text.optional(),
      lookup_keys: z.array(text).max(10).optional(),
      product: text.optional(),
      type: z.enum(['one_time', 'recurring']).optional(),
    },
    ({ active, created, currency, lookup_keys: lookupKey, product, type, ...page }, { world }) =>
      listPage(world, 'price', '/v1/prices', page, {
        where: { active, currency, lookupKey, product, type },
        created,
      }),
  );
}

/** Adds to the currencies that a price has, or changes their amounts. */
function putOptions(world: World, price: Stripe.Price, options: z.output<typeof currencyOptions>): void {
  const id = optionsId(price.id);
  const added = Object.entries(options).map(([currency, option]) => [currency, option.unit_amount] as const);
  const unitAmounts = {
    ...world.objects.get('price_options', id)?.unitAmounts,
    ...Object.fromEntries(added),
  };
  world.objects.put('price_options', { id, object: 'price_options', unitAmounts });
}

/** A lookup key names one price; another price gets it only by `transfer_lookup_key`. */
function freeLookupKey(world: World, lookupKey: string, transfer = false): void {
  const [holder] = world.objects.list('price', { where: { lookupKey }, limit: 1 }).data;
  if (holder === undefined) return;
  if (!transfer) {
    throw invalidRequest(
      `A price (\`${holder.id}\`) already uses that lookup key (\`${lookupKey}\`). ` +
        'Pass `transfer_lookup_key=true` to move it.',
      { param: 'lookup_key' },
    );
  }
  save(world, holder, { ...holder, lookup_key: null });
}

function save(world: World, before: Stripe.Price, after: Stripe.Price): Stripe.Price {
  world.objects.put('price', after);
  emit(world, 'price.updated', after, before);
  return after;
}
