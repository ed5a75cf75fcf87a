import type Stripe from 'stripe';
import type { CustomerId } from '../membership/model.ts';

export type CustomerAddresses = ReturnType<typeof createCustomerAddresses>;

/** Where Stripe sends a customer's receipts, docs.stripe.com/api/customers. */
export function createCustomerAddresses(stripe: Stripe) {
  return {
    /** `undefined` where the customer has none, or was deleted. */
    async read(customer: CustomerId): Promise<string | undefined> {
      const found = await stripe.customers.retrieve(customer);
      return found.deleted === true ? undefined : (found.email ?? undefined);
    },

    async write(customer: CustomerId, address: string): Promise<void> {
      await stripe.customers.update(customer, { email: address });
    },
  };
}
