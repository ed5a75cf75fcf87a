import { randomBytes } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { parseAddress } from '../../shared/identity/address.ts';
import type { Address } from '../../shared/identity/address.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import type { BillingItem, Grant, Member, MemberId } from '../../shared/membership/model.ts';
import type { AuditEntry } from '../../shared/store/audit.ts';
import { tableName } from '../../shared/store/tables.ts';
import type { Table } from '../../shared/store/tables.ts';
import type { TestDatabase } from '../support/engine.ts';
import { NOW } from '../support/tokens.ts';

export { NOW };

export const newId = <Prefix extends string>(prefix: Prefix) => makeId(prefix, randomBytes(ID_BYTES));

/** An address that no other test has. */
export function newAddress(): Address {
  const address = parseAddress(`Reader.${randomBytes(8).toString('hex')}@example.com`);
  if (typeof address === 'string') throw new Error(address);
  return address;
}

export function newMember(changes: Partial<Member> = {}): Member {
  return {
    id: newId('mem'),
    address: 'Ada@example.com',
    sessionEpoch: 0,
    origin: { kind: 'sign_in' },
    createdAt: NOW,
    ...changes,
  };
}

export function newBilling(changes: Partial<BillingItem> = {}): BillingItem {
  return {
    customer: newId('cus'),
    rev: 1,
    readAt: NOW * 1000,
    customerDeleted: false,
    subscriptions: [
      {
        id: newId('sub'),
        status: 'active',
        startedAt: NOW,
        trialEnd: NOW + 1,
        cancelAt: NOW + 2,
        cancelAtPeriodEnd: true,
        endedAt: NOW + 3,
        collectionPaused: false,
        items: [
          {
            id: 'si_1',
            product: 'prod_bag',
            periodEnd: NOW + 6,
            unpaidSince: NOW + 4,
            draftSince: NOW + 5,
            refunded: true,
            disputed: true,
          },
          {
            id: 'si_2',
            product: 'prod_annual',
            periodEnd: NOW + 7,
            kept: { plan: 'annual', features: ['news'], graceDays: 7, periodEnd: NOW + 7 },
          },
        ],
      },
    ],
    passes: [
      { id: newId('pay'), plan: 'annual', seconds: 86_400 },
      {
        id: newId('pay'),
        plan: 'week',
        features: ['news'],
        seconds: 604_800,
        paidAt: NOW,
        refunded: true,
        disputed: true,
      },
    ],
    ...changes,
  };
}

export function newGrant(member: MemberId, changes: Partial<Grant> = {}): Grant {
  return {
    id: newId('gra'),
    member,
    kind: 'comp',
    plan: 'annual',
    features: ['memos', 'news'],
    startsAt: NOW,
    endsAt: NOW + 86_400,
    reason: 'Press',
    note: 'Asked by letter',
    grantedBy: 'apikey:key_1',
    grantedAt: NOW,
    ...changes,
  };
}

export function newAudit(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: newId('aud'),
    subject: newId('mem'),
    at: NOW * 1000,
    actor: 'apikey:key_1',
    act: 'grant.created',
    after: { plan: 'annual' },
    reason: 'Press',
    channel: 'api',
    ip: '192.0.2.1',
    requestId: 'req_1',
    ...changes,
  };
}

/** Does the same `times` times at once, and says how often it held. */
export async function heldHowOften(times: number, act: (index: number) => Promise<boolean>): Promise<number> {
  const held = await Promise.all(Array.from({ length: times }, (_, index) => act(index)));
  return held.filter(Boolean).length;
}

/** Puts a row as it is, past the store. */
export async function putRow(
  { client, prefix }: TestDatabase,
  table: Table,
  row: Record<string, unknown>,
): Promise<void> {
  await client.send(
    new PutItemCommand({
      TableName: tableName(prefix, table),
      Item: marshall(row, { removeUndefinedValues: true }),
    }),
  );
}
