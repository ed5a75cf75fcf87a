import type { CheckoutClaim } from '../../shared/identity/checkout.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import type { Facts } from '../../shared/membership/model.ts';
import type { AccessDeps } from './deps.ts';

/**
 * Whom Stripe bills: the customer that it knows a signed-in member by, or a new one, linked before it can pay; or the
 * bare address, where nobody is signed in.
 */
export async function payerAtStripe(
  deps: AccessDeps,
  payer: Facts | undefined,
  address: string,
): Promise<CheckoutClaim['payer']> {
  if (payer === undefined) return { address };
  const known = payer.billing.find(({ customerDeleted }) => !customerDeleted);
  if (known !== undefined) return { customer: known.customer };
  const { id } = payer.member;
  // A key of its own each time: Stripe would give an old failure, or a customer deleted since, again for a day.
  const key = makeId('cst', deps.randomBytes(ID_BYTES));
  const customer = await deps.stripe.createCustomer(address, `gatefold-customer-${key}`);
  await deps.members.linkCustomer(id, customer);
  // Leaves a billing item, by which the next purchase finds this customer.
  await deps.syncCustomer(customer);
  return { customer };
}
