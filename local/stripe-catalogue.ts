import Stripe from 'stripe';
import type { GatefoldConfig } from '../shared/config/schema.ts';

/** Makes the products and prices of the configuration that Stripe does not have yet. */
export async function ensureCatalogue(stripe: Stripe, config: GatefoldConfig): Promise<void> {
  for (const plan of Object.values(config.plans)) {
    for (const product of plan.products)
      await ensureProduct(stripe, product, `${config.publication.name}: ${plan.name}`);
    for (const { lookupKey, currency, amount, interval } of plan.onSale) {
      const { data } = await stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 });
      const [product] = plan.products;
      if (data.length > 0 || product === undefined) continue;
      await stripe.prices.create({
        product,
        currency,
        unit_amount: amount,
        ...(interval && { recurring: { interval } }),
        lookup_key: lookupKey,
      });
    }
  }
}

async function ensureProduct(stripe: Stripe, id: string, name: string): Promise<void> {
  try {
    await stripe.products.retrieve(id);
  } catch (error) {
    const missing =
      error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';
    if (!missing) throw error;
    await stripe.products.create({ id, name });
  }
}
