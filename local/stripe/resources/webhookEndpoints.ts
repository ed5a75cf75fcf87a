import * as z from 'zod';
import { metadata, pagination, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { buildWebhookEndpoint } from '../objects/webhookEndpoint.ts';
import { API_VERSION } from '../version.ts';
import type { Api } from '../api/endpoint.ts';
import type Stripe from 'stripe';

/** https://docs.stripe.com/api/webhook_endpoints */
export function webhookEndpoints(api: Api): void {
  api.post(
    '/v1/webhook_endpoints',
    {
      url: z.url(),
      enabled_events: z.array(text).min(1),
      api_version: text.optional(),
      description: text.optional(),
      metadata: metadata.optional(),
    },
    (params, { world }) => {
      if (params.api_version !== undefined && params.api_version !== API_VERSION) {
        throw invalidRequest(`The double sends events of ${API_VERSION} only.`, { param: 'api_version' });
      }
      const endpoint = buildWebhookEndpoint(world.stamp('webhook_endpoint'), {
        url: params.url,
        enabledEvents: params.enabled_events,
        description: params.description ?? null,
        metadata: params.metadata ?? {},
        secret: `whsec_${world.newId('secret')}`,
      });
      world.objects.put('webhook_endpoint', endpoint);
      return endpoint;
    },
  );

  api.get('/v1/webhook_endpoints/:id', {}, (_, { world, id }) =>
    withoutSecret(required(world, 'webhook_endpoint', id)),
  );

  api.get('/v1/webhook_endpoints', pagination, (page, { world }) => {
    const list = listPage(world, 'webhook_endpoint', '/v1/webhook_endpoints', page, {});
    return { ...list, data: list.data.map(withoutSecret) };
  });
}

function withoutSecret(endpoint: Stripe.WebhookEndpoint): Stripe.WebhookEndpoint {
  const shown = { ...endpoint };
  delete shown.secret;
  return shown;
}
