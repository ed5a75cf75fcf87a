import { parseAddress } from '../identity/address.ts';
import type { Catalogue } from '../membership/catalogue.ts';
import type { CustomerId, PlanId, ProductId } from '../membership/model.ts';
import type { ListedCustomer, OwnedSubscription, WholeAccount } from './import-read.ts';

/** What an import brings in, and what a publisher should look at first. */
export interface ImportReport {
  readonly customers: number;
  /** Those that have, or had, something that the publication sells: they are asked about. */
  readonly concerned: number;
  /** Subscriptions of what is sold, by plan and by Stripe's status. */
  readonly subscriptions: Readonly<Record<PlanId, Readonly<Record<string, number>>>>;
  readonly passes: Readonly<Record<PlanId, number>>;
  /** Passes of plans that the configuration does not have. */
  readonly passesOfUnknownPlans: Readonly<Record<PlanId, number>>;
  /** Payment intents of passes that nobody can be found by: a payment link made no customer. */
  readonly guestPasses: readonly string[];
  /** Products of subscriptions that have not ended, which no plan names. */
  readonly unmappedProducts: readonly {
    readonly product: ProductId;
    readonly subscriptions: number;
    readonly customers: number;
  }[];
  /** Concerned customers whose address cannot be signed in with. */
  readonly addresses: Readonly<Record<'missing' | 'invalid' | 'notAscii', readonly CustomerId[]>>;
  /** Concerned customers who become one member, as they have one address. */
  readonly oneAddress: readonly (readonly CustomerId[])[];
  /** Members who have more than one subscription to a plan that has not ended. */
  readonly paidTwice: readonly { readonly plan: PlanId; readonly subscriptions: readonly string[] }[];
}

/** In these, nothing more is paid or given. */
const ENDED: ReadonlySet<string> = new Set(['canceled', 'incomplete_expired']);

/** Oldest first, so that customers who come while an import runs are at its end. */
export function concernedCustomers(account: WholeAccount, catalogue: Catalogue): ListedCustomer[] {
  const concerned = new Set([
    ...account.subscriptions.filter((one) => plansOf(one, catalogue).length > 0).map((one) => one.customer),
    ...account.passes.filter(({ plan }) => catalogue.plans.has(plan)).map((one) => one.customer),
  ]);
  return account.customers
    .filter(({ id }) => concerned.has(id))
    .sort((one, other) => one.created - other.created || (one.id < other.id ? -1 : 1));
}

export function reportImport(account: WholeAccount, catalogue: Catalogue): ImportReport {
  const concerned = concernedCustomers(account, catalogue);
  const members = Map.groupBy(concerned, memberOf);
  return {
    customers: account.customers.length,
    concerned: concerned.length,
    subscriptions: subscriptionsByPlan(account, catalogue),
    passes: countBy(account.passes.map(({ plan }) => plan).filter((plan) => catalogue.plans.has(plan))),
    passesOfUnknownPlans: countBy(
      account.passes.map(({ plan }) => plan).filter((plan) => !catalogue.plans.has(plan)),
    ),
    guestPasses: account.guestPasses,
    unmappedProducts: unmappedProducts(account, catalogue),
    addresses: {
      missing: concerned.filter((one) => addressOf(one) === 'missing').map(({ id }) => id),
      invalid: concerned.filter((one) => addressOf(one) === 'address_invalid').map(({ id }) => id),
      notAscii: concerned.filter((one) => addressOf(one) === 'address_not_ascii').map(({ id }) => id),
    },
    oneAddress: [...members.values()]
      .filter((customers) => customers.length > 1)
      .map((customers) => customers.map(({ id }) => id)),
    paidTwice: paidTwice(account, members, catalogue),
  };
}

function plansOf({ products }: OwnedSubscription, catalogue: Catalogue): PlanId[] {
  const plans = products.map((product) => catalogue.planOfProduct.get(product)?.id);
  return [...new Set(plans.filter((plan) => plan !== undefined))];
}

/** Customers with one address are one member, as a sync links them. */
function memberOf(customer: ListedCustomer): string {
  const address = addressOf(customer);
  return typeof address === 'string' ? `customer ${customer.id}` : address.key;
}

function addressOf({ address }: ListedCustomer) {
  return address === undefined ? 'missing' : parseAddress(address);
}

function subscriptionsByPlan(
  { subscriptions }: WholeAccount,
  catalogue: Catalogue,
): ImportReport['subscriptions'] {
  const sold = subscriptions.flatMap((one) =>
    plansOf(one, catalogue).map((plan) => ({ plan, status: one.status })),
  );
  const byPlan = Map.groupBy(sold, ({ plan }) => plan);
  return Object.fromEntries(
    [...byPlan].map(([plan, own]) => [plan, countBy(own.map(({ status }) => status))]),
  );
}

function unmappedProducts(
  { subscriptions }: WholeAccount,
  catalogue: Catalogue,
): ImportReport['unmappedProducts'] {
  const bought = subscriptions
    .filter(({ status }) => !ENDED.has(status))
    .flatMap(({ customer, products }) => [...new Set(products)].map((product) => ({ customer, product })))
    .filter(({ product }) => !catalogue.planOfProduct.has(product));
  return [...Map.groupBy(bought, ({ product }) => product)]
    .map(([product, own]) => ({
      product,
      subscriptions: own.length,
      customers: new Set(own.map(({ customer }) => customer)).size,
    }))
    .sort((one, other) => other.customers - one.customers || (one.product < other.product ? -1 : 1));
}

function paidTwice(
  { subscriptions }: WholeAccount,
  members: ReadonlyMap<string, readonly ListedCustomer[]>,
  catalogue: Catalogue,
): ImportReport['paidTwice'] {
  const live = Map.groupBy(
    subscriptions.filter(({ status }) => !ENDED.has(status)),
    ({ customer }) => customer,
  );
  return [...members.values()].flatMap((customers) => {
    const own = customers.flatMap(({ id }) => live.get(id) ?? []);
    const byPlan = Map.groupBy(
      own.flatMap((one) => plansOf(one, catalogue).map((plan) => ({ plan, id: one.id }))),
      ({ plan }) => plan,
    );
    return [...byPlan]
      .filter(([, held]) => held.length > 1)
      .map(([plan, held]) => ({ plan, subscriptions: held.map(({ id }) => id) }));
  });
}

function countBy(values: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]),
  );
}
