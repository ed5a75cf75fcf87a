import type { BillingItem } from '../../shared/membership/model.ts';
import type { AccessDeps } from './deps.ts';

/**
 * Reads at Stripe what was read longer ago than this, or everything.
 *
 * @returns whether there was any: the facts are then to be read again
 * @throws where Stripe can not be read
 */
export async function readAnew(
  deps: Pick<AccessDeps, 'now' | 'syncCustomer'>,
  billing: readonly BillingItem[],
  olderThanSeconds: number | 'everything',
): Promise<boolean> {
  const readBefore = olderThanSeconds === 'everything' ? Infinity : deps.now() - olderThanSeconds * 1000;
  const old = billing.filter(({ customerDeleted, readAt }) => !customerDeleted && readAt <= readBefore);
  for (const { customer } of old) await deps.syncCustomer(customer);
  return old.length > 0;
}
