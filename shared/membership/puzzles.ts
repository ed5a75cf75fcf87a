import type { Catalogue } from './catalogue.ts';
import { FINAL_STATUSES } from './model.ts';
import type { EpochMillis, PlanId, ProductId } from './model.ts';
import { isKnownDispute } from './money-back.ts';
import { passLasts, readPass } from './read-pass.ts';
import { isKnownStatus } from './read-subscription.ts';
import type { StripeReading } from './stripe-reading.ts';

/** What a reading held that nothing in the configuration or the code accounts for: kept for an admin, never guessed at. */
export interface Puzzles {
  readonly unmappedProducts: readonly ProductId[];
  /** Of subscriptions as Stripe wrote them; of disputes as `dispute: …`. */
  readonly unknownStatuses: readonly string[];
  /** Plans that paid passes name, the time of which is not over, and the catalogue does not have. */
  readonly unknownPlans: readonly PlanId[];
  /** Paid payment intents that name a plan and no time that can be read. */
  readonly unreadablePasses: readonly string[];
}

/** What an admin should look at, of what can still give access. */
export function puzzlesOf(
  { subscriptions, invoices, passes }: StripeReading,
  catalogue: Catalogue,
  now: EpochMillis,
): Puzzles {
  const products = subscriptions
    .filter(({ status }) => !FINAL_STATUSES.has(status))
    .flatMap(({ items }) => items.map(({ product }) => product));
  const disputes = [...invoices, ...passes].flatMap((payment) => payment.disputes);
  const owed = passes.filter(({ status, refunded }) => status === 'succeeded' && !refunded);
  const read = owed.map((payment) => ({ payment, pass: readPass(payment, undefined, catalogue) }));
  return {
    unmappedProducts: distinct(products.filter((product) => !catalogue.planOfProduct.has(product))),
    unknownStatuses: distinct([
      ...subscriptions.map(({ status }) => status).filter((status) => !isKnownStatus(status)),
      ...disputes.filter((status) => !isKnownDispute(status)).map((status) => `dispute: ${status}`),
    ]),
    unknownPlans: distinct(
      read
        .filter(({ payment, pass }) => !catalogue.plans.has(payment.plan) && (!pass || passLasts(pass, now)))
        .map(({ payment }) => payment.plan),
    ),
    unreadablePasses: distinct(read.filter(({ pass }) => !pass).map(({ payment }) => payment.id)),
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
