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
  billingKey,
  billingRowOf,
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

/** A sync writes only over what it read before it asked Stripe. */
const REV_AS_READ: Condition = { expression: 'rev = :rev' };

/** The first proof happens once; it also ends every session that a payment alone had opened. */
const ADDRESS_NOT_PROVED: Update = {
  update: 'SET addressProvedAt = :now, sessionEpoch = sessionEpoch + :one',
  expression: 'attribute_exists(pk) AND attribute_not_exists(addressProvedAt)',
};

const GRANT_IN_FORCE: Update = {
  update: 'SET revocation = :revocation',
  expression: 'attribute_exists(pk) AND attribute_not_exists(revocation)',
};

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

    async billing(member: MemberId, customer: CustomerId): Promise<BillingItem | undefined> {
      const row = await database.get('members', billingKey(member, customer));
      return row && parseBilling(row);
    },

    /** The billing items of those of these customers that members have; two batched reads. */
    async billingOf(customers: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, BillingItem>> {
      const pointers = await database.getMany('members', customers.map(customerPointerKey));
      const owners = new Map(pointers.map((row) => [String(row.pk), parsePointer(row)]));
      const keys = customers.flatMap((customer) => {
        const member = owners.get(customerPointerKey(customer).pk);
        return member === undefined ? [] : [billingKey(member, customer)];
      });
      const items = (await database.getMany('members', keys)).map(parseBilling);
      return new Map(items.map((item) => [item.customer, item]));
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

    /** `false` where it was proved before. */
    proveAddress: (member: MemberId, now: EpochSeconds) =>
      database.write({
        update: ADDRESS_NOT_PROVED,
        table: 'members',
        key: profileKey(member),
        values: { ':now': now, ':one': 1 },
      }),

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
  return { put: pointerRowOf(key, member), table: 'members', condition: NOT_THERE_YET };
}
