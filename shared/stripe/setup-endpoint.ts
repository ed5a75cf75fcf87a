import type { GatefoldConfig } from '../config/schema.ts';
import { SYNC_EVENT_TYPES } from './events.ts';
import type { EndpointTarget, SeenEndpoint, Setup, SetupNote, SetupStep } from './setup-steps.ts';

/** Where Stripe sends events, and which: exactly those that a sync acts on. */
export function endpointOf({ hosts }: GatefoldConfig, apiVersion: string): EndpointTarget {
  return {
    url: `${hosts.service}/webhooks/stripe`,
    apiVersion,
    events: [...SYNC_EVENT_TYPES].sort(),
  };
}

/**
 * The webhook endpoint. An endpoint's API version is for ever (docs.stripe.com/webhooks/versioning): where another
 * version was pinned, a new endpoint is made, and the old one is left for a person to remove once its secret is out of use.
 */
export function planEndpoint(target: EndpointTarget, seen: readonly SeenEndpoint[]): Setup {
  if (!target.url.startsWith('https:')) {
    return { steps: [], notes: [{ kind: 'endpoint_impossible', url: target.url }] };
  }
  const ours = seen.filter(({ apiVersion }) => apiVersion === target.apiVersion);
  const kept = ours.find(({ enabled }) => enabled) ?? ours[0];
  const notes = seen
    .filter(({ id }) => id !== kept?.id)
    .map(({ id, apiVersion }): SetupNote =>
      apiVersion === target.apiVersion
        ? { kind: 'endpoint_surplus', id }
        : { kind: 'endpoint_of_other_version', id, apiVersion },
    );
  return { steps: stepTo(target, kept), notes };
}

function stepTo(target: EndpointTarget, kept: SeenEndpoint | undefined): SetupStep[] {
  if (kept === undefined) return [{ kind: 'create_endpoint', target }];
  const missing = target.events.filter((event) => !kept.events.includes(event));
  const surplus = kept.events.filter((event) => !target.events.includes(event));
  if (kept.enabled && missing.length + surplus.length === 0) return [];
  return [{ kind: 'update_endpoint', id: kept.id, target, missing, surplus, enable: !kept.enabled }];
}
