import type { GatefoldConfig } from '../config/schema.ts';
import { planCatalogue } from './setup-catalogue.ts';
import { endpointOf, planEndpoint } from './setup-endpoint.ts';
import { planPortal } from './setup-portal.ts';
import type { SeenAccount, Setup } from './setup-steps.ts';

/** What is to be written so that an account is as the configuration says: nothing, where it is so already. */
export function planSetup(config: GatefoldConfig, seen: SeenAccount, apiVersion: string): Setup {
  const shop = planShop(config, seen);
  const endpoint = planEndpoint(endpointOf(config, apiVersion), seen.endpoints);
  return { steps: [...shop.steps, ...endpoint.steps], notes: [...shop.notes, ...endpoint.notes] };
}

/** The same without the webhook endpoint, where events come another way. */
export function planShop(config: GatefoldConfig, seen: SeenAccount): Setup {
  const catalogue = planCatalogue(config, seen);
  const portal = planPortal(catalogue.prices, seen.portals);
  return { steps: [...catalogue.steps, ...portal.steps], notes: portal.notes };
}
