import { API_VERSION } from '../version.ts';
import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

/** The SDK's event, but of any type: the double can also say what no SDK knows yet. */
export type DoubleEvent = Omit<Stripe.EventBase, 'type'> & { readonly type: string };

interface EventFields {
  readonly type: string;
  readonly object: object;
  readonly previous: object | undefined;
  readonly request: { readonly id: string; readonly idempotencyKey: string | null } | null;
  readonly pendingWebhooks: number;
}

export function buildEvent(
  { id, created }: Stamp,
  { type, object, previous, request, pendingWebhooks }: EventFields,
): DoubleEvent {
  return {
    id,
    object: 'event',
    api_version: API_VERSION,
    created,
    data: previous === undefined ? { object } : { object, previous_attributes: previous },
    livemode: false,
    pending_webhooks: pendingWebhooks,
    request: { id: request?.id ?? null, idempotency_key: request?.idempotencyKey ?? null },
    type,
  };
}
