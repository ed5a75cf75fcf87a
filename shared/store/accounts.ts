import { parseAddress } from '../identity/address.ts';
import type { Address } from '../identity/address.ts';
import type { Session } from '../identity/session.ts';
import type { EpochSeconds, Member, MemberId } from '../membership/model.ts';
import { auditWrite } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import type { Database, Update, Write } from './database.ts';
import { POINTS_TO_NOBODY, emailPointerKey, pointerRowOf, profileKey } from './member-rows.ts';
import { revocationWrite } from './revocations.ts';
import { keepSessionWrite } from './sessions.ts';

/** Every session that was opened before is over. */
const EPOCH_AS_READ: Update = {
  update: 'SET sessionEpoch = :next',
  expression: 'sessionEpoch = :read',
};

const ADDRESS_AS_READ: Update = {
  update: 'SET address = :to, addressProvedAt = :now',
  expression: 'address = :from AND attribute_exists(addressProvedAt)',
};

/** It is the first proof, too, and ends every session that a payment had opened. */
const UNPROVED_ADDRESS_AS_READ: Update = {
  update: 'SET address = :to, addressProvedAt = :now, sessionEpoch = sessionEpoch + :one',
  expression: 'address = :from AND attribute_not_exists(addressProvedAt)',
};

const NO_ADDRESS: Update = {
  update: 'SET address = :to, addressProvedAt = :now, sessionEpoch = sessionEpoch + :one',
  expression:
    'attribute_exists(pk) AND attribute_not_exists(address) AND attribute_not_exists(addressProvedAt)',
};

/** Who left an address is no longer found by it; the row stays, for nobody may delete one in this table. */
const LET_GO: Update = {
  update: 'REMOVE #member',
  expression: '#member = :member',
  names: { '#member': 'member' },
};

export type AccountsStore = ReturnType<typeof createAccountsStore>;

/** What a member may change of their own account. */
export function createAccountsStore(database: Database) {
  return {
    /**
     * Ends every session of a member but the one that is kept, and revokes their tokens.
     *
     * @returns `false` where another request has done so since the member was read
     */
    endSessions: (
      { id, sessionEpoch }: Member,
      kept: Session | undefined,
      now: EpochSeconds,
      audit: AuditEntry,
    ) =>
      database.transact([
        {
          update: EPOCH_AS_READ,
          table: 'members',
          key: profileKey(id),
          values: { ':read': sessionEpoch, ':next': sessionEpoch + 1 },
        },
        ...(kept === undefined ? [] : [keepSessionWrite(kept, sessionEpoch + 1)]),
        revocationWrite({ sub: id }, now),
        auditWrite(audit),
      ]),

    /**
     * Gives a member another address, both agreeing or nobody having proved the old one; all or nothing.
     *
     * @returns `false` where somebody else holds it, or the member is no longer as they were read
     */
    moveAddress: (member: Member, to: Address, now: EpochSeconds, audit: AuditEntry) =>
      database.transact([
        profileWrite(member, to, now),
        ...letGo(member),
        {
          put: pointerRowOf(emailPointerKey(to.key), member.id),
          table: 'members',
          condition: POINTS_TO_NOBODY,
        },
        ...(member.addressProvedAt === undefined ? [revocationWrite({ sub: member.id }, now)] : []),
        auditWrite(audit),
      ]),
  };
}

function profileWrite({ id, address, addressProvedAt }: Member, to: Address, now: EpochSeconds): Write {
  const key = profileKey(id);
  const values = { ':to': to.text, ':now': now };
  if (address === undefined)
    return { update: NO_ADDRESS, table: 'members', key, values: { ...values, ':one': 1 } };
  return addressProvedAt === undefined
    ? {
        update: UNPROVED_ADDRESS_AS_READ,
        table: 'members',
        key,
        values: { ...values, ':from': address, ':one': 1 },
      }
    : { update: ADDRESS_AS_READ, table: 'members', key, values: { ...values, ':from': address } };
}

function letGo({ id, address }: { readonly id: MemberId; readonly address?: string }): Write[] {
  const from = address === undefined ? undefined : parseAddress(address);
  if (typeof from !== 'object') return [];
  return [{ update: LET_GO, table: 'members', key: emailPointerKey(from.key), values: { ':member': id } }];
}
