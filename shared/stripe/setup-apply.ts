import type Stripe from 'stripe';
import type { GatefoldConfig } from '../config/schema.ts';
import { CHANGES, PUBLICATION_METADATA } from './setup-portal.ts';
import type { EndpointTarget, PortalTarget, SetupStep } from './setup-steps.ts';

/** What a step left behind. */
export interface Applied {
  /** Of the object that was made or changed. */
  readonly id: string;
  /** The signing secret of a new endpoint; Stripe's API never says it again. */
  readonly secret?: string;
}

/**
 * Carries out the steps of one run, each when it is asked for and in their order: later ones name what earlier ones made.
 *
 * @param runId of this run alone, so that a step whose answer was lost can be asked for again by the SDK, and an object
 *   that somebody removed since can be made again by the next run (docs.stripe.com/api/idempotent_requests)
 */
export function createSetupApplier(
  stripe: Stripe,
  config: GatefoldConfig,
  runId: string,
): (step: SetupStep) => Promise<Applied> {
  const { publication } = config;
  const metadata = { [PUBLICATION_METADATA]: publication.id };
  const made = new Map<string, string>();
  let calls = 0;
  const once = () => ({ idempotencyKey: `gatefold-setup-${runId}-${calls++}` });

  return async (step) => {
    switch (step.kind) {
      case 'create_product':
        return stripe.products.create({ id: step.id, name: step.name, metadata }, once());
      case 'update_product':
        return stripe.products.update(step.id, { name: step.name, active: true }, once());
      case 'create_price': {
        const { id } = await stripe.prices.create(priceParams(step), once());
        made.set(step.sale.lookupKey, id);
        return { id };
      }
      case 'move_lookup_key': {
        const { lookupKey } = step.sale;
        const params = { lookup_key: lookupKey, transfer_lookup_key: true };
        return stripe.prices.update(step.price.id, params, once());
      }
      case 'activate_price':
        return stripe.prices.update(step.price.id, { active: true }, once());
      case 'create_portal':
        return stripe.billingPortal.configurations.create(
          { ...portalParams(step.target, made), metadata },
          once(),
        );
      case 'update_portal':
        return stripe.billingPortal.configurations.update(
          step.id,
          { ...portalParams(step.target, made), active: true },
          once(),
        );
      case 'create_endpoint': {
        const { id, secret } = await stripe.webhookEndpoints.create(
          {
            ...endpointParams(step.target),
            // The SDK's own version, which its types know by name.
            api_version: step.target.apiVersion as Stripe.WebhookEndpointCreateParams.ApiVersion,
            description: `Gatefold: ${publication.name}`,
            metadata,
          },
          once(),
        );
        return { id, ...(secret !== undefined && { secret }) };
      }
      case 'update_endpoint':
        return stripe.webhookEndpoints.update(
          step.id,
          { ...endpointParams(step.target), ...(step.enable && { disabled: false }) },
          once(),
        );
    }
  };
}

function priceParams({
  product,
  sale,
}: Extract<SetupStep, { kind: 'create_price' }>): Stripe.PriceCreateParams {
  return {
    product,
    currency: sale.currency,
    unit_amount: sale.amount,
    ...(sale.interval !== undefined && { recurring: { interval: sale.interval } }),
    lookup_key: sale.lookupKey,
    transfer_lookup_key: true,
  };
}

function portalParams(
  { features, choices }: PortalTarget,
  made: ReadonlyMap<string, string>,
): Stripe.BillingPortal.ConfigurationCreateParams {
  const products = choices.map(({ product, prices }) => ({
    product,
    prices: prices.map((price) => ('id' in price ? price.id : (made.get(price.madeFor) ?? ''))),
  }));
  return {
    features: {
      customer_update: { enabled: true, allowed_updates: [...features.customerUpdates] },
      invoice_history: { enabled: features.invoiceHistory },
      payment_method_update: { enabled: features.paymentMethodUpdate },
      subscription_cancel: {
        enabled: true,
        mode: features.cancel.mode,
        proration_behavior: 'none',
        cancellation_reason: { enabled: true, options: [...features.cancel.reasons] },
      },
      subscription_update:
        products.length === 0
          ? { enabled: false }
          : {
              enabled: true,
              default_allowed_updates: [...CHANGES.updates],
              proration_behavior: CHANGES.proration,
              schedule_at_period_end: { conditions: CHANGES.waits.map((type) => ({ type })) },
              products,
            },
    },
  };
}

function endpointParams({ url, events }: EndpointTarget): {
  url: string;
  enabled_events: Stripe.WebhookEndpointCreateParams.EnabledEvent[];
} {
  return { url, enabled_events: [...events] as Stripe.WebhookEndpointCreateParams.EnabledEvent[] };
}
