import type { EpochSeconds, Reason } from '../../client/src/claims.ts';

export type { EpochSeconds, Reason } from '../../client/src/claims.ts';
export type EpochMillis = number;

export type MemberId = `mem_${string}`;
export type GrantId = `gra_${string}`;
/** Stripe's ids. Stripe lets an account choose its own customer and product ids, so they are any string. */
export type CustomerId = string;
export type ProductId = string;
export type PlanId = string;
export type Feature = string;

/** How a member came to be; it decides who may act for an address that nobody has proved yet. */
export type MemberOrigin =
  | { readonly kind: 'sign_in' }
  | { readonly kind: 'grant' }
  | { readonly kind: 'customer'; readonly customer: CustomerId };

export interface Member {
  readonly id: MemberId;
  /** As first written, trimmed; mail goes here and nowhere else. Absent where Stripe's customer has none. */
  readonly address?: string;
  /** When the member first showed that they read mail at the address; absent until then. */
  readonly addressProvedAt?: EpochSeconds;
  /** Sessions opened under an earlier number are over. Raised by the first proof. */
  readonly sessionEpoch: number;
  readonly origin: MemberOrigin;
  readonly createdAt: EpochSeconds;
}

/** Stripe's subscription statuses that Gatefold decides on; any other is `unknown` until it is taught. */
export const SUBSCRIPTION_STATUSES = [
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'incomplete',
  'incomplete_expired',
  'canceled',
  'unknown',
] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** The statuses that can give access; in all others Stripe itself says that nothing is paid for. */
export const OPEN_STATUSES: ReadonlySet<string> = new Set(['trialing', 'active', 'past_due']);

/** The statuses from which there is no way back (docs.stripe.com/billing/subscriptions/overview#subscription-statuses). */
export const FINAL_STATUSES: ReadonlySet<string> = new Set(['canceled', 'incomplete_expired']);

/** What an item's product gave when it was last in the catalogue, kept for a product that is taken out of it. */
export interface KeptPlan {
  readonly plan: PlanId;
  readonly features: readonly Feature[];
  readonly graceDays: number;
  /** The end of the period that was read while the product was still configured. */
  readonly periodEnd: EpochSeconds;
}

export interface SubscriptionItemFact {
  readonly id: string;
  readonly product: ProductId;
  readonly periodEnd: EpochSeconds;
  /** Since when an invoice for a period of it stands unpaid: its due date, else when it was finalized or made. */
  readonly unpaidSince?: EpochSeconds;
  /** The same for an invoice that is still a draft: it counts once Stripe should long have finalized it. */
  readonly draftSince?: EpochSeconds;
  /** The end of a paid period that an unpaid one has cut short: a change of the interval began it. */
  readonly paidUntil?: EpochSeconds;
  /** The payment of its newest paid period was given back in full. */
  readonly refunded?: true;
  /** A dispute of that payment is open or lost. An inquiry is none. */
  readonly disputed?: true;
  readonly kept?: KeptPlan;
}

export interface SubscriptionFact {
  readonly id: string;
  readonly status: SubscriptionStatus;
  /** The status as Stripe wrote it, where Gatefold does not know it; the rest is as last read in a known one. */
  readonly unknownStatus?: string;
  readonly startedAt: EpochSeconds;
  readonly trialEnd?: EpochSeconds;
  readonly cancelAt?: EpochSeconds;
  readonly cancelAtPeriodEnd: boolean;
  readonly endedAt?: EpochSeconds;
  readonly collectionPaused: boolean;
  readonly items: readonly SubscriptionItemFact[];
}

/** A one-time purchase of a plan for a time. It is kept whatever becomes of its payment. */
export interface PassFact {
  /** Of Stripe's payment intent. */
  readonly id: string;
  readonly plan: PlanId;
  /** What the plan named when it was last in the catalogue; absent where it never was. */
  readonly features?: readonly Feature[];
  /** How long it lasts. */
  readonly seconds: number;
  /** When the money came; absent until it has. */
  readonly paidAt?: EpochSeconds;
  /** The payment was given back in full. */
  readonly refunded?: true;
  /** A dispute of the payment is open or lost. */
  readonly disputed?: true;
}

/** All that Stripe says of one customer, as last read. */
export interface BillingItem {
  readonly customer: CustomerId;
  /** Raised by every write; a write names the one it read. */
  readonly rev: number;
  /** Just before Stripe was asked. */
  readonly readAt: EpochMillis;
  readonly customerDeleted: boolean;
  readonly subscriptions: readonly SubscriptionFact[];
  readonly passes: readonly PassFact[];
}

export const GRANT_KINDS = ['comp', 'gift', 'group'] as const;
export type GrantKind = (typeof GRANT_KINDS)[number];

export interface GrantRevocation {
  readonly at: EpochSeconds;
  readonly by: string;
  readonly reason: string;
}

/** A stored reason for access that Stripe does not own. It is never deleted: it must explain itself a year later. */
export interface Grant {
  readonly id: GrantId;
  readonly member: MemberId;
  readonly kind: GrantKind;
  /** The plan granted; its features are then those the catalogue names today. */
  readonly plan?: PlanId;
  /** The features granted: all of them, or what the plan named on the day, kept for a plan that is withdrawn. */
  readonly features: readonly Feature[];
  readonly startsAt: EpochSeconds;
  readonly endsAt: EpochSeconds;
  readonly reason: string;
  readonly note?: string;
  readonly grantedBy: string;
  readonly grantedAt: EpochSeconds;
  readonly revocation?: GrantRevocation;
}

/** All that is stored about a member's access. */
export interface Facts {
  readonly member: Member;
  readonly billing: readonly BillingItem[];
  readonly grants: readonly Grant[];
}

/** One reason for access that a member has, had or will have, with its bounds. */
export interface Access {
  readonly source: { readonly kind: 'subscription' | 'pass' | 'grant'; readonly id: string };
  readonly reason: Reason;
  readonly features: readonly Feature[];
  readonly plan?: PlanId;
  readonly startsAt: EpochSeconds;
  /** The first second without access; at or before `startsAt` where the fact gives none. */
  readonly until: EpochSeconds;
}
