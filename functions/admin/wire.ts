import { accesses } from '../../shared/membership/access.ts';
import type { Catalogue } from '../../shared/membership/catalogue.ts';
import { entitlements } from '../../shared/membership/entitlements.ts';
import type { BillingItem, EpochSeconds, Facts, Grant } from '../../shared/membership/model.ts';
import type { ApiKey } from '../../shared/store/apikeys.ts';
import type { AuditEntry } from '../../shared/store/audit.ts';
import type { LedgerEntry } from '../../shared/store/ledger.ts';

/** What leaves the admin API: snake case, and every time in ISO 8601, UTC. */
const iso = (seconds: EpochSeconds) => new Date(seconds * 1000).toISOString();
const optional = (seconds: EpochSeconds | undefined) => (seconds === undefined ? null : iso(seconds));

export function grantWire(grant: Grant) {
  return {
    id: grant.id,
    member: grant.member,
    kind: grant.kind,
    plan: grant.plan ?? null,
    features: grant.features,
    starts_at: iso(grant.startsAt),
    ends_at: iso(grant.endsAt),
    reason: grant.reason,
    note: grant.note ?? null,
    granted_by: grant.grantedBy,
    granted_at: iso(grant.grantedAt),
    revocation: grant.revocation === undefined ? null : { ...grant.revocation, at: iso(grant.revocation.at) },
  };
}

export function memberWire(facts: Facts, catalogue: Catalogue, now: EpochSeconds) {
  const { member, billing, grants } = facts;
  const { held, why, plan } = entitlements(facts, catalogue, now);
  return {
    id: member.id,
    email: member.address ?? null,
    email_proved_at: optional(member.addressProvedAt),
    origin: member.origin,
    created_at: iso(member.createdAt),
    entitlements: {
      features: held.map(({ feature, until, access }) => ({
        feature,
        until: optional(until),
        source: access?.source ?? null,
      })),
      why: why ?? null,
      plan: plan ?? null,
    },
    accesses: accesses(facts, catalogue, now).map(({ source, reason, plan, features, startsAt, until }) => ({
      source,
      reason,
      plan: plan ?? null,
      features,
      starts_at: iso(startsAt),
      until: iso(until),
      open: startsAt <= now && now < until,
    })),
    billing: billing.map(billingWire),
    grants: grants.map(grantWire),
  };
}

function billingWire({ customer, readAt, customerDeleted, subscriptions, passes }: BillingItem) {
  return {
    customer,
    read_at: new Date(readAt).toISOString(),
    customer_deleted: customerDeleted,
    subscriptions: subscriptions.map((subscription) => ({
      id: subscription.id,
      status: subscription.unknownStatus ?? subscription.status,
      started_at: iso(subscription.startedAt),
      trial_end: optional(subscription.trialEnd),
      cancel_at: optional(subscription.cancelAt),
      ended_at: optional(subscription.endedAt),
      collection_paused: subscription.collectionPaused,
      items: subscription.items.map((item) => ({
        id: item.id,
        product: item.product,
        period_end: iso(item.periodEnd),
        unpaid_since: optional(item.unpaidSince),
        refunded: item.refunded ?? false,
        disputed: item.disputed ?? false,
      })),
    })),
    passes: passes.map((pass) => ({
      id: pass.id,
      plan: pass.plan,
      seconds: pass.seconds,
      paid_at: optional(pass.paidAt),
      refunded: pass.refunded ?? false,
      disputed: pass.disputed ?? false,
    })),
  };
}

export function apiKeyWire(key: ApiKey) {
  return {
    id: key.id,
    name: key.name,
    scopes: key.scopes,
    created_at: iso(key.createdAt),
    created_by: key.createdBy,
    expires_at: optional(key.expiresAt),
    revoked_at: optional(key.revokedAt),
  };
}

export function auditWire({
  id,
  subject,
  at,
  actor,
  act,
  before,
  after,
  reason,
  channel,
  ip,
  requestId,
}: AuditEntry) {
  return {
    id,
    subject,
    at: new Date(at).toISOString(),
    actor,
    act,
    before: before ?? null,
    after: after ?? null,
    reason: reason ?? null,
    channel,
    ip: ip ?? null,
    request_id: requestId ?? null,
  };
}

export function eventWire({ eventId, type, created, customer, outcome, recordedAt, requestId }: LedgerEntry) {
  return {
    id: eventId,
    type,
    created_at: iso(created),
    customer,
    outcome,
    recorded_at: new Date(recordedAt).toISOString(),
    request_id: requestId ?? null,
  };
}
