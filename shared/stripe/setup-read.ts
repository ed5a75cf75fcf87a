import Stripe from 'stripe';
import type { GatefoldConfig } from '../config/schema.ts';
import type { ProductId } from '../membership/model.ts';
import { PAGE, idOf } from './client.ts';
import { isMissing } from './errors.ts';
import { endpointOf } from './setup-endpoint.ts';
import { PUBLICATION_METADATA } from './setup-portal.ts';
import type {
  PortalFeatures,
  SeenAccount,
  SeenEndpoint,
  SeenPortal,
  SeenPrice,
  SeenProduct,
} from './setup-steps.ts';

/** docs.stripe.com/api/prices/list */
const LOOKUP_KEYS_LIMIT = 10;

/** Reads what an account has of what the publication needs there; writes nothing. */
export async function readAccount(stripe: Stripe, config: GatefoldConfig): Promise<SeenAccount> {
  return { ...(await readShop(stripe, config)), endpoints: await readEndpoints(stripe, config) };
}

/** The same without webhook endpoints. */
export async function readShop(stripe: Stripe, config: GatefoldConfig): Promise<SeenAccount> {
  const products = new Map<ProductId, SeenProduct>();
  for (const id of Object.values(config.plans).flatMap((plan) => plan.products)) {
    const product = await readProduct(stripe, id);
    if (product !== undefined) products.set(id, product);
  }
  const prices = await readPrices(stripe, config, [...products.keys()]);
  return { products, prices, portals: await readPortals(stripe, config), endpoints: [] };
}

async function readProduct(stripe: Stripe, id: ProductId): Promise<SeenProduct | undefined> {
  try {
    const { name, active } = await stripe.products.retrieve(id);
    return { name, active };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function readPrices(
  stripe: Stripe,
  config: GatefoldConfig,
  products: readonly ProductId[],
): Promise<SeenPrice[]> {
  const sales = Object.values(config.plans).flatMap((plan) => plan.onSale);
  const keys = sales.map(({ lookupKey }) => lookupKey);
  const prices = new Map<string, SeenPrice>();
  for (let at = 0; at < keys.length; at += LOOKUP_KEYS_LIMIT) {
    // Also of those that were archived: they keep their key.
    const lookup_keys = keys.slice(at, at + LOOKUP_KEYS_LIMIT);
    const { data } = await stripe.prices.list({ lookup_keys, limit: PAGE });
    for (const price of data) prices.set(price.id, priceOf(price));
  }
  for (const product of products) {
    for await (const price of stripe.prices.list({ product, active: true, limit: PAGE })) {
      prices.set(price.id, priceOf(price));
    }
  }
  return [...prices.values()];
}

function priceOf(price: Stripe.Price): SeenPrice {
  const { id, active, lookup_key: lookupKey, product, currency, unit_amount: amount, recurring } = price;
  const count = recurring?.interval_count === 1 ? '' : `${recurring?.interval_count ?? ''} `;
  return {
    ...{ id, active, lookupKey, currency, amount },
    product: idOf(product),
    interval: recurring && count + recurring.interval,
    plain:
      price.billing_scheme === 'per_unit' &&
      price.transform_quantity === null &&
      price.custom_unit_amount === null &&
      (recurring === null || (recurring.usage_type === 'licensed' && recurring.trial_period_days === null)),
  };
}

async function readPortals(stripe: Stripe, { publication }: GatefoldConfig): Promise<SeenPortal[]> {
  const portals: SeenPortal[] = [];
  const expand = ['data.features.subscription_update.products'];
  for await (const portal of stripe.billingPortal.configurations.list({ limit: PAGE, expand })) {
    if (portal.metadata?.[PUBLICATION_METADATA] !== publication.id) continue;
    portals.push({
      id: portal.id,
      active: portal.active,
      features: featuresOf(portal.features),
    });
  }
  return portals;
}

function featuresOf(features: Stripe.BillingPortal.Configuration.Features): PortalFeatures {
  const { customer_update: details, subscription_cancel: cancel, subscription_update: change } = features;
  return {
    customerUpdates: details.enabled ? details.allowed_updates : [],
    invoiceHistory: features.invoice_history.enabled,
    paymentMethodUpdate: features.payment_method_update.enabled,
    cancel: cancel.enabled
      ? {
          mode: cancel.mode,
          reasons: cancel.cancellation_reason.enabled ? cancel.cancellation_reason.options : [],
        }
      : null,
    change: change.enabled
      ? {
          updates: change.default_allowed_updates,
          proration: change.proration_behavior,
          waits: change.schedule_at_period_end.conditions.map(({ type }) => type),
          products: (change.products ?? []).map(({ product, prices }) => ({ product, prices })),
        }
      : null,
  };
}

async function readEndpoints(stripe: Stripe, config: GatefoldConfig): Promise<SeenEndpoint[]> {
  const { url } = endpointOf(config, Stripe.API_VERSION);
  const endpoints: SeenEndpoint[] = [];
  for await (const endpoint of stripe.webhookEndpoints.list({ limit: PAGE })) {
    if (endpoint.url !== url) continue;
    endpoints.push({
      id: endpoint.id,
      apiVersion: endpoint.api_version,
      events: endpoint.enabled_events,
      enabled: endpoint.status === 'enabled',
    });
  }
  return endpoints;
}
