import { ZodError } from 'zod';
import type { Address } from '../identity/address.ts';
import type {
  BillingItem,
  CustomerId,
  EpochSeconds,
  Facts,
  Grant,
  GrantId,
  GrantRevocation,
  Member,
  MemberId,
} from '../membership/model.ts';
import { auditWrite } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Condition, Database, Update, Write } from './database.ts';
import {
  POINTS_TO_NOBODY,
  billingKey,
  billingRowOf,
  customerOfBilling,
  customerPointerKey,
  emailPointerKey,
  grantKey,
  grantPointerKey,
  grantRowOf,
  memberPartition,
  parseBilling,
  parseGrant,
  parsePointer,
  parseProfile,
  pointerRowOf,
  profileKey,
  profileRowOf,
} from './member-rows.ts';
import { revocationWrite } from './revocations.ts';

/** A sync writes only over what it read before it asked Stripe. */
const REV_AS_READ: Condition = { expression: 'rev = :rev' };

/** The first proof happens once; it also ends every session that a payment alone had opened. */
const ADDRESS_NOT_PROVED: Update = {
  update: 'SET addressProvedAt = :now, sessionEpoch = sessionEpoch + :one',
  expression: 'attribute_exists(pk) AND attribute_not_exists(addressProvedAt)',
};

/** As many as one transaction has room for beside the rest; payments alone had opened them. */
const SESSIONS_NAMED = 90;

/** An address that a member has is never changed. */
const NO_ADDRESS_YET: Update = {
  update: 'SET address = :address',
  expression: 'attribute_exists(pk) AND attribute_not_exists(address)',
};

const GRANT_IN_FORCE: Update = {
  update: 'SET revocation = :revocation',
  expression: 'attribute_exists(pk) AND attribute_not_exists(revocation)',
};

function orUnreadable<T>(parse: (row: unknown) => T, row: unknown): T | 'unreadable' {
  try {
    return parse(row);
  } catch (error) {
    if (error instanceof ZodError) return 'unreadable';
    throw error;
  }
}

export type MembersStore = ReturnType<typeof createMembersStore>;

export function createMembersStore(database: Database) {
  async function follow(key: { pk: string; sk: string }): Promise<MemberId | undefined> {
    const row = await database.get('members', key);
    return row && parsePointer(row);
  }

  return {
    /** ONE consistent Query: what a mint reads. `undefined` where there is no such member. */
    async facts(id: MemberId): Promise<Facts | undefined> {
      const rows = await database.query('members', memberPartition(id));
      const of = (prefix: string) => rows.filter(({ sk }) => String(sk).startsWith(prefix));
      const [profile] = of('profile');
      if (profile === undefined) return undefined;
      return {
        member: parseProfile(profile),
        billing: of('billing#').map(parseBilling),
        grants: of('grant#').map(parseGrant),
      };
    },

    memberOfAddress: (addressKey: string) => follow(emailPointerKey(addressKey)),
    memberOfCustomer: (customer: CustomerId) => follow(customerPointerKey(customer)),
    memberOfGrant: (grant: GrantId) => follow(grantPointerKey(grant)),

    async profile(id: MemberId): Promise<Member | undefined> {
      const row = await database.get('members', profileKey(id));
      return row && parseProfile(row);
    },

    /** Of all the member's customers. */
    async allBilling(member: MemberId): Promise<BillingItem[]> {
      const rows = await database.query('members', memberPartition(member), { prefix: 'billing#' });
      return rows.map(parseBilling);
    },

    /** Who a sync writes for, and what is stored of their customer; one read. */
    async profileAndBilling(
      member: MemberId,
      customer: CustomerId,
    ): Promise<{ readonly profile?: Member; readonly billing?: BillingItem }> {
      const rows = await database.getMany('members', [profileKey(member), billingKey(member, customer)]);
      const profile = rows.find(({ sk }) => sk === profileKey(member).sk);
      const billing = rows.find(({ sk }) => sk === billingKey(member, customer).sk);
      return {
        ...(profile && { profile: parseProfile(profile) }),
        ...(billing && { billing: parseBilling(billing) }),
      };
    },

    /**
     * The billing items of those of these customers that members have; two batched reads. `unreadable` where a row is
     * there that can not be parsed: one of many must not hide the others.
     */
    async billingOf(
      customers: readonly CustomerId[],
    ): Promise<ReadonlyMap<CustomerId, BillingItem | 'unreadable'>> {
      const found = new Map<CustomerId, BillingItem | 'unreadable'>();
      const pointers = await database.getMany('members', customers.map(customerPointerKey));
      const pointerOf = new Map(pointers.map((row) => [row.pk, row]));
      const keys = customers.flatMap((customer) => {
        const pointer = pointerOf.get(customerPointerKey(customer).pk);
        const member = pointer && orUnreadable(parsePointer, pointer);
        if (member === 'unreadable') found.set(customer, member);
        return member === undefined || member === 'unreadable' ? [] : [billingKey(member, customer)];
      });
      const items = await database.getMany('members', keys);
      const itemOf = new Map(items.map((row) => [row.sk, row]));
      for (const { sk } of keys) {
        const item = itemOf.get(sk);
        if (item !== undefined) found.set(customerOfBilling(sk), orUnreadable(parseBilling, item));
      }
      return found;
    },

    /** Makes the member with the pointers it needs, all or nothing; `false` where the address or customer is taken. */
    create: (member: Member, address: Address | undefined, customer?: CustomerId) =>
      database.transact([
        { put: profileRowOf(member), table: 'members', condition: NOT_THERE_YET },
        ...(address === undefined ? [] : [pointTo(member.id, emailPointerKey(address.key))]),
        ...(customer === undefined ? [] : [pointTo(member.id, customerPointerKey(customer))]),
      ]),

    /** Links a Stripe customer to a member; `false` where it is linked already. */
    linkCustomer: (member: MemberId, customer: CustomerId) =>
      database.write(pointTo(member, customerPointerKey(customer))),

    /** Writes a billing item if the stored one is still the one that was read; `false` otherwise: read again. */
    writeBilling: (member: MemberId, billing: BillingItem, revRead: number | undefined) =>
      database.write({
        put: billingRowOf(member, billing),
        table: 'members',
        ...(revRead === undefined
          ? { condition: NOT_THERE_YET }
          : { condition: REV_AS_READ, values: { ':rev': revRead } }),
      }),

    /** With its pointer, all or nothing; `false` where the member has one, or another member has this one. */
    giveAddress: (member: MemberId, address: Address) =>
      database.transact([
        {
          update: NO_ADDRESS_YET,
          table: 'members',
          key: profileKey(member),
          values: { ':address': address.text },
        },
        pointTo(member, emailPointerKey(address.key)),
      ]),

    /**
     * The first proof, with the revocation of every token that was given out before it: whoever proves the address is
     * given theirs after it, perhaps in the same second.
     *
     * @param sessions of the member, that end with it: theirs of this second are refused, too
     * @returns `false` where it was proved before
     */
    proveAddress: (member: MemberId, now: EpochSeconds, sessions: readonly string[] = []) =>
      database.transact([
        {
          update: ADDRESS_NOT_PROVED,
          table: 'members',
          key: profileKey(member),
          values: { ':now': now, ':one': 1 },
        },
        revocationWrite({ sub: member }, now - 1),
        ...sessions.slice(0, SESSIONS_NAMED).map((sid) => revocationWrite({ sid }, now)),
      ]),

    /** The grant, its pointer and the audit row, all or nothing; `newMember` comes with it where it is the first. */
    addGrant: (grant: Grant, audit: AuditEntry, newMember?: { member: Member; address: Address }) =>
      database.transact([
        ...(newMember === undefined
          ? []
          : ([
              { put: profileRowOf(newMember.member), table: 'members', condition: NOT_THERE_YET },
              pointTo(newMember.member.id, emailPointerKey(newMember.address.key)),
            ] satisfies Write[])),
        { put: grantRowOf(grant), table: 'members', condition: NOT_THERE_YET },
        pointTo(grant.member, grantPointerKey(grant.id)),
        auditWrite(audit),
      ]),

    /** `false` where it was revoked before. */
    revokeGrant: (grant: Grant, revocation: GrantRevocation, audit: AuditEntry) =>
      database.transact([
        {
          update: GRANT_IN_FORCE,
          table: 'members',
          key: grantKey(grant.member, grant.id),
          values: { ':revocation': revocation },
        },
        auditWrite(audit),
      ]),
  };
}

function pointTo(member: MemberId, key: { pk: string; sk: string }): Write {
  return { put: pointerRowOf(key, member), table: 'members', condition: POINTS_TO_NOBODY };
}
