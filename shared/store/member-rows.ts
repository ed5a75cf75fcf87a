import * as z from 'zod';
import { GRANT_KINDS, SUBSCRIPTION_STATUSES } from '../membership/model.ts';
import type { BillingItem, CustomerId, Grant, GrantId, Member, MemberId } from '../membership/model.ts';
import type { Condition, Key, Row } from './database.ts';
import { withoutVersion } from './version.ts';

/** The shapes of the rows in this file; raise one, and read the older one too, when a shape changes. */
const VERSION = 1;
const BILLING_VERSION = 2;

export const memberPartition = (member: MemberId) => `member#${member}`;
export const profileKey = (member: MemberId): Key => ({ pk: memberPartition(member), sk: 'profile' });
export const billingKey = (member: MemberId, customer: CustomerId): Key => ({
  pk: memberPartition(member),
  sk: `billing#${customer}`,
});
/** @param sk of a billing item */
export const customerOfBilling = (sk: string): CustomerId => sk.slice('billing#'.length);
export const grantKey = (member: MemberId, grant: GrantId): Key => ({
  pk: memberPartition(member),
  sk: `grant#${grant}`,
});
export const emailPointerKey = (addressKey: string): Key => ({ pk: `email#${addressKey}`, sk: 'pointer' });
export const customerPointerKey = (customer: CustomerId): Key => ({
  pk: `customer#${customer}`,
  sk: 'pointer',
});
export const grantPointerKey = (grant: GrantId): Key => ({ pk: `grant#${grant}`, sk: 'pointer' });

/** Free to be taken: never held, or let go of. */
export const POINTS_TO_NOBODY: Condition = {
  expression: 'attribute_not_exists(#member)',
  names: { '#member': 'member' },
};

const memberId = z.templateLiteral(['mem_', z.string()]);
const grantId = z.templateLiteral(['gra_', z.string()]);
const v = z.literal(VERSION);

/** Where nobody is pointed to any more, a member has left an address. */
const pointerRow = z.object({ v, member: memberId.optional() });

const profileRow = z.object({
  v,
  id: memberId,
  address: z.string().optional(),
  addressProvedAt: z.int().optional(),
  sessionEpoch: z.int(),
  origin: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('sign_in') }),
    z.object({ kind: z.literal('grant') }),
    z.object({ kind: z.literal('customer'), customer: z.string() }),
  ]),
  createdAt: z.int(),
});

const keptPlan = z.object({
  plan: z.string(),
  features: z.array(z.string()),
  graceDays: z.number(),
  periodEnd: z.int(),
});

const subscriptionItem = z.object({
  id: z.string(),
  product: z.string(),
  periodEnd: z.int(),
  unpaidSince: z.int().optional(),
  draftSince: z.int().optional(),
  paidUntil: z.int().optional(),
  refunded: z.literal(true).optional(),
  disputed: z.literal(true).optional(),
  kept: keptPlan.optional(),
});

const subscription = z.object({
  id: z.string(),
  status: z.enum(SUBSCRIPTION_STATUSES),
  unknownStatus: z.string().optional(),
  startedAt: z.int(),
  trialEnd: z.int().optional(),
  cancelAt: z.int().optional(),
  cancelAtPeriodEnd: z.boolean(),
  endedAt: z.int().optional(),
  collectionPaused: z.boolean(),
  items: z.array(subscriptionItem),
});

const pass = z.object({
  id: z.string(),
  plan: z.string(),
  features: z.array(z.string()).optional(),
  seconds: z.int(),
  paidAt: z.int().optional(),
  refunded: z.literal(true).optional(),
  disputed: z.literal(true).optional(),
});

const billing = {
  customer: z.string(),
  rev: z.int(),
  readAt: z.int(),
  customerDeleted: z.boolean(),
};

/** Until version 2 what was unpaid was kept of the subscription, for all its items, and there were no passes. */
const billingRowOfVersion1 = z.object({
  v: z.literal(1),
  ...billing,
  subscriptions: z.array(
    subscription.extend({ unpaidSince: z.int().optional(), draftSince: z.int().optional() }),
  ),
});

const billingRow = z.discriminatedUnion('v', [
  z.object({
    v: z.literal(BILLING_VERSION),
    ...billing,
    subscriptions: z.array(subscription),
    passes: z.array(pass),
  }),
  billingRowOfVersion1,
]);

const grantRow = z.object({
  v,
  id: grantId,
  member: memberId,
  kind: z.enum(GRANT_KINDS),
  plan: z.string().optional(),
  features: z.array(z.string()),
  startsAt: z.int(),
  endsAt: z.int(),
  reason: z.string(),
  note: z.string().optional(),
  grantedBy: z.string(),
  grantedAt: z.int(),
  revocation: z.object({ at: z.int(), by: z.string(), reason: z.string() }).optional(),
});

export const parsePointer = (row: unknown): MemberId | undefined => pointerRow.parse(row).member;
export const parseProfile = (row: unknown): Member => withoutVersion(profileRow.parse(row));

export function parseBilling(row: unknown): BillingItem {
  const parsed = billingRow.parse(row);
  return parsed.v === 1 ? ofVersion1(parsed) : withoutVersion(parsed);
}

function ofVersion1({ subscriptions, ...row }: z.output<typeof billingRowOfVersion1>): BillingItem {
  return {
    ...withoutVersion(row),
    passes: [],
    subscriptions: subscriptions.map(({ unpaidSince, draftSince, items, ...rest }) => ({
      ...rest,
      items: items.map((item) => ({
        ...item,
        ...(unpaidSince !== undefined && { unpaidSince }),
        ...(draftSince !== undefined && { draftSince }),
      })),
    })),
  };
}
export const parseGrant = (row: unknown): Grant => withoutVersion(grantRow.parse(row));

export const pointerRowOf = (key: Key, member: MemberId): Row => ({ ...key, v: VERSION, member });

export function profileRowOf(member: Member): Row {
  const { id, address, addressProvedAt, sessionEpoch, origin, createdAt } = member;
  return { ...profileKey(id), v: VERSION, id, address, addressProvedAt, sessionEpoch, origin, createdAt };
}

export function billingRowOf(member: MemberId, billing: BillingItem): Row {
  const { customer, rev, readAt, customerDeleted, subscriptions, passes } = billing;
  return {
    ...billingKey(member, customer),
    v: BILLING_VERSION,
    ...{ customer, rev, readAt, customerDeleted, subscriptions, passes },
  };
}

export function grantRowOf(grant: Grant): Row {
  const { id, member, kind, plan, features, startsAt, endsAt, reason, note, grantedBy, grantedAt } = grant;
  return {
    ...grantKey(member, id),
    v: VERSION,
    ...{ id, member, kind, plan, features, startsAt, endsAt, reason, note, grantedBy, grantedAt },
  };
}
