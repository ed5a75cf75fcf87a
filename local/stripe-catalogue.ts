import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import type { GatefoldConfig } from '../shared/config/schema.ts';
import { setUpShop } from '../shared/stripe/setup.ts';

/** What `npm run stripe:setup` makes, but for the webhook endpoint: events reach this machine another way. */
export function ensureCatalogue(stripe: Stripe, config: GatefoldConfig): Promise<void> {
  return setUpShop(stripe, config, randomUUID());
}
