import type { Feature, PlanId, ProductId } from './model.ts';

export interface PriceOnSale {
  readonly lookupKey: string;
  /** ISO 4217, lower case. */
  readonly currency: string;
  /** In the currency's smallest unit. */
  readonly amount: number;
  /** A subscription that renews so often; a price has either this or `passDays`. */
  readonly interval?: 'day' | 'week' | 'month' | 'year' | undefined;
  /** A pass: paid once, for so many days. */
  readonly passDays?: number | undefined;
  /** Days before the first payment, for a member who never had the plan. */
  readonly trialDays?: number | undefined;
}

export interface PlanDefinition {
  readonly name: string;
  readonly features: readonly Feature[];
  readonly products: readonly ProductId[];
  readonly onSale: readonly PriceOnSale[];
  readonly graceDays: number;
  /** On how many devices at once its member may be signed in; any number where absent. */
  readonly devices?: number | undefined;
}

export interface Plan extends PlanDefinition {
  readonly id: PlanId;
}

export interface Policies {
  readonly pausedCollection: 'keep' | 'suspend';
  readonly refundedSubscription: 'keep' | 'suspend';
  readonly disputedSubscription: 'keep' | 'suspend';
  readonly compMaxDays: number;
}

/** What the publication sells. */
export interface Catalogue {
  readonly features: readonly Feature[];
  readonly plans: ReadonlyMap<PlanId, Plan>;
  /** Access maps by product; a lookup key only chooses which price is on sale. */
  readonly planOfProduct: ReadonlyMap<ProductId, Plan>;
  readonly policies: Policies;
}

export function createCatalogue(definition: {
  readonly features: readonly Feature[];
  readonly plans: Readonly<Record<PlanId, PlanDefinition>>;
  readonly policies: Policies;
}): Catalogue {
  const plans = new Map(Object.entries(definition.plans).map(([id, plan]) => [id, { id, ...plan }] as const));
  const planOfProduct = new Map(
    [...plans.values()].flatMap((plan) => plan.products.map((product) => [product, plan] as const)),
  );
  return { features: definition.features, plans, planOfProduct, policies: definition.policies };
}
