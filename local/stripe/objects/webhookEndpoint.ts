import { API_VERSION } from '../version.ts';
import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

interface EndpointFields {
  readonly url: string;
  readonly enabledEvents: string[];
  readonly description: string | null;
  readonly metadata: Stripe.Metadata;
  /** Shown once, in the answer to its creation. */
  readonly secret: string;
}

export function buildWebhookEndpoint({ id, created }: Stamp, fields: EndpointFields): Stripe.WebhookEndpoint {
  return {
    id,
    object: 'webhook_endpoint',
    api_version: API_VERSION,
    application: null,
    created,
    description: fields.description,
    enabled_events: fields.enabledEvents,
    livemode: false,
    metadata: fields.metadata,
    secret: fields.secret,
    status: 'enabled',
    url: fields.url,
  };
}

/** As it is shown ever after its creation. */
export function withoutSecret(endpoint: Stripe.WebhookEndpoint): Stripe.WebhookEndpoint {
  const shown = { ...endpoint };
  delete shown.secret;
  return shown;
}

export function buildDeletedWebhookEndpoint(id: string): Stripe.DeletedWebhookEndpoint {
  return { id, object: 'webhook_endpoint', deleted: true };
}
