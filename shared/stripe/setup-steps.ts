import type { PriceOnSale } from '../membership/catalogue.ts';
import type { ProductId } from '../membership/model.ts';

/** What an account has of what a publication needs there. Ids are Stripe's. */
export interface SeenAccount {
  readonly products: ReadonlyMap<ProductId, SeenProduct>;
  /** Those that hold a lookup key of the configuration, and all that its products have on offer. */
  readonly prices: readonly SeenPrice[];
  /** Portal configurations with the publication's mark, newest first. */
  readonly portals: readonly SeenPortal[];
  /** Webhook endpoints at the service's URL, newest first. */
  readonly endpoints: readonly SeenEndpoint[];
}

export interface SeenProduct {
  readonly name: string;
  readonly active: boolean;
}

export interface SeenPrice {
  readonly id: string;
  readonly active: boolean;
  readonly lookupKey: string | null;
  readonly product: ProductId;
  /** ISO 4217, lower case. */
  readonly currency: string;
  /** In the currency's smallest unit; null where it is not one amount. */
  readonly amount: number | null;
  /** `year`, or `3 month`; null where it is paid once. */
  readonly interval: string | null;
  /** So much for each unit, as a plan is sold: no tiers, no metering, no trial of its own. */
  readonly plain: boolean;
}

export interface SeenPortal {
  readonly id: string;
  readonly active: boolean;
  readonly features: PortalFeatures;
}

export interface SeenEndpoint {
  readonly id: string;
  /** Null where it follows the account's default. */
  readonly apiVersion: string | null;
  readonly events: readonly string[];
  readonly enabled: boolean;
}

/** What readers may do in Stripe's portal, in the order in which it is compared. */
export interface PortalFeatures {
  readonly customerUpdates: readonly string[];
  readonly invoiceHistory: boolean;
  readonly paymentMethodUpdate: boolean;
  /** Null where a reader may not cancel there. */
  readonly cancel: PortalCancel | null;
  /** Null where a reader may not change plans there. */
  readonly change: {
    readonly updates: readonly string[];
    readonly proration: string;
    /** What makes a change wait for the period's end. */
    readonly waits: readonly string[];
    readonly products: readonly { readonly product: ProductId; readonly prices: readonly string[] }[];
  } | null;
}

export interface PortalCancel {
  readonly mode: string;
  readonly reasons: readonly string[];
}

/** A price of the account by its id, or one that this run makes, by the lookup key that it will hold. */
export type PriceRef = { readonly id: string } | { readonly madeFor: string };

export interface PortalTarget {
  readonly features: Omit<PortalFeatures, 'cancel' | 'change'> & { readonly cancel: PortalCancel };
  /** The prices among which a reader may change; fewer than two are no choice. */
  readonly choices: readonly { readonly product: ProductId; readonly prices: readonly PriceRef[] }[];
}

export interface EndpointTarget {
  readonly url: string;
  readonly apiVersion: string;
  readonly events: readonly string[];
}

export type PriceDifference = 'product' | 'currency' | 'amount' | 'interval' | 'form';

/** One write. What is applied in the order given leaves the account as the configuration says. */
export type SetupStep =
  | { readonly kind: 'create_product'; readonly id: ProductId; readonly name: string }
  | {
      readonly kind: 'update_product';
      readonly id: ProductId;
      readonly was: SeenProduct;
      readonly name: string;
    }
  | {
      readonly kind: 'create_price';
      readonly product: ProductId;
      readonly sale: PriceOnSale;
      /** The price that holds the lookup key until now. It stays active, for those who pay it. */
      readonly replaces?: SeenPrice;
      readonly differences: readonly PriceDifference[];
    }
  | {
      /** A price as it is wanted was there, without the lookup key. */
      readonly kind: 'move_lookup_key';
      readonly price: SeenPrice;
      readonly sale: PriceOnSale;
      readonly replaces?: SeenPrice;
      readonly differences: readonly PriceDifference[];
    }
  | { readonly kind: 'activate_price'; readonly price: SeenPrice; readonly sale: PriceOnSale }
  | { readonly kind: 'create_portal'; readonly target: PortalTarget }
  | {
      readonly kind: 'update_portal';
      readonly id: string;
      readonly target: PortalTarget;
      readonly differences: readonly string[];
    }
  | {
      readonly kind: 'create_endpoint';
      readonly target: EndpointTarget;
    }
  | {
      readonly kind: 'update_endpoint';
      readonly id: string;
      readonly target: EndpointTarget;
      readonly missing: readonly string[];
      readonly surplus: readonly string[];
      readonly enable: boolean;
    };

/** What a person should know or do; setup does nothing about it. */
export type SetupNote =
  | { readonly kind: 'endpoint_of_other_version'; readonly id: string; readonly apiVersion: string | null }
  | { readonly kind: 'endpoint_surplus'; readonly id: string }
  | { readonly kind: 'portal_surplus'; readonly id: string }
  | { readonly kind: 'endpoint_impossible'; readonly url: string }
  | { readonly kind: 'too_many_to_change'; readonly products: number };

export interface Setup {
  readonly steps: readonly SetupStep[];
  readonly notes: readonly SetupNote[];
}
