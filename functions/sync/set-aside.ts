import type { Puzzles } from '../../shared/membership/billing.ts';
import type { CustomerId, EpochMillis } from '../../shared/membership/model.ts';
import type { LedgerStore } from '../../shared/store/ledger.ts';
import type { QuarantineKind } from '../../shared/store/quarantine-rows.ts';
import type { Log } from '../http/log.ts';

export interface SetAsideDeps {
  readonly ledger: Pick<LedgerStore, 'quarantine'>;
  readonly log: Log;
}

/**
 * Keeps what nothing here accounts for where an admin sees it, and tells of it once a customer.
 *
 * @param customer absent behind what a guest paid
 */
export async function setAside(
  deps: SetAsideDeps,
  kind: QuarantineKind,
  value: string,
  customer: CustomerId | undefined,
  now: EpochMillis,
): Promise<void> {
  const isNew = await deps.ledger.quarantine(kind, value, customer, now);
  if (isNew)
    deps.log({
      level: 'warn',
      event: 'quarantined',
      outcome: kind,
      ...(customer !== undefined && { customer }),
    });
}

export async function setPuzzlesAside(
  deps: SetAsideDeps,
  customer: CustomerId,
  { unmappedProducts, unknownStatuses, unknownPlans, unreadablePasses }: Puzzles,
  now: EpochMillis,
): Promise<void> {
  for (const product of unmappedProducts) await setAside(deps, 'product', product, customer, now);
  for (const plan of unknownPlans) await setAside(deps, 'plan', plan, customer, now);
  for (const pass of unreadablePasses) await setAside(deps, 'pass', pass, customer, now);
  for (const status of unknownStatuses) await setAside(deps, 'status', status, customer, now);
}

/** Whether anything of it may have been meant for this publication. */
export function isPuzzling({ unmappedProducts, unknownPlans, unreadablePasses }: Puzzles): boolean {
  return unmappedProducts.length + unknownPlans.length + unreadablePasses.length > 0;
}
