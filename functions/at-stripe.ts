import { createStripeCheckout } from '../shared/stripe/checkout.ts';
import type { StripeCheckout } from '../shared/stripe/checkout.ts';
import { createStripeClient } from '../shared/stripe/client.ts';
import { createCustomerAddresses } from '../shared/stripe/customer-addresses.ts';
import type { CustomerAddresses } from '../shared/stripe/customer-addresses.ts';
import { createStripePortal } from '../shared/stripe/portal.ts';
import type { StripePortal } from '../shared/stripe/portal.ts';
import { createStripeReader } from '../shared/stripe/reader.ts';
import type { StripeReader } from '../shared/stripe/reader.ts';
import { createSweepLists } from '../shared/stripe/sweep-lists.ts';
import type { SweepLists } from '../shared/stripe/sweep-lists.ts';

/** All that is asked of Stripe. */
export interface AtStripe {
  readonly client: ReturnType<typeof createStripeClient>;
  readonly reader: StripeReader;
  readonly checkout: StripeCheckout;
  readonly portal: StripePortal;
  readonly addresses: CustomerAddresses;
  readonly lists: SweepLists;
}

export function openStripe(options: Parameters<typeof createStripeClient>[0]): AtStripe {
  const client = createStripeClient(options);
  return {
    client,
    reader: createStripeReader(client),
    checkout: createStripeCheckout(client),
    portal: createStripePortal(client),
    addresses: createCustomerAddresses(client),
    lists: createSweepLists(client),
  };
}
