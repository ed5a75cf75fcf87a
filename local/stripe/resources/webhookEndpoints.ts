import * as z from 'zod';
import { clearable, flag, mergeMetadata, metadata, pagination, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { isEnabledEvent } from '../objects/eventTypes.ts';
import {
  buildDeletedWebhookEndpoint,
  buildWebhookEndpoint,
  withoutSecret,
} from '../objects/webhookEndpoint.ts';
import { API_VERSION } from '../version.ts';
import type { Api } from '../api/endpoint.ts';
import type Stripe from 'stripe';

const url = z.url({ protocol: /^https?$/, error: 'Not a valid URL' });
const enabledEvents = z
  .array(text.refine(isEnabledEvent, { error: 'no event of Stripe is called so' }))
  .min(1);

/** https://docs.stripe.com/api/webhook_endpoints */
export function webhookEndpoints(api: Api): void {
  api.post(
    '/v1/webhook_endpoints',
    {
      url,
      enabled_events: enabledEvents,
      api_version: text.optional(),
      description: clearable(text).optional(),
      metadata: clearable(metadata).optional(),
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

  api.post(
    '/v1/webhook_endpoints/:id',
    {
      url: url.optional(),
      enabled_events: enabledEvents.optional(),
      disabled: flag.optional(),
      description: clearable(text).optional(),
      metadata: clearable(metadata).optional(),
    },
    (params, { world, id }) => {
      const before = required(world, 'webhook_endpoint', id);
      const after: Stripe.WebhookEndpoint = {
        ...before,
        url: params.url ?? before.url,
        enabled_events: params.enabled_events ?? before.enabled_events,
        status: params.disabled === undefined ? before.status : params.disabled ? 'disabled' : 'enabled',
        description: params.description === undefined ? before.description : params.description,
        metadata: mergeMetadata(before.metadata, params.metadata),
      };
      world.objects.put('webhook_endpoint', after);
      return withoutSecret(after);
    },
  );

  api.delete('/v1/webhook_endpoints/:id', {}, (_, { world, id }) => {
    required(world, 'webhook_endpoint', id);
    world.objects.remove(id);
    return buildDeletedWebhookEndpoint(id);
  });

  api.get('/v1/webhook_endpoints/:id', {}, (_, { world, id }) =>
    withoutSecret(required(world, 'webhook_endpoint', id)),
  );

  api.get('/v1/webhook_endpoints', pagination, (page, { world }) => {
    const list = listPage(world, 'webhook_endpoint', '/v1/webhook_endpoints', page, {});
    return { ...list, data: list.data.map(withoutSecret) };
  });
}
