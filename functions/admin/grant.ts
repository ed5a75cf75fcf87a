import type { Context } from 'hono';
import type { Address } from '../../shared/identity/address.ts';
import { parseAddress } from '../../shared/identity/address.ts';
import { ID_BYTES, isId, makeId } from '../../shared/identity/ids.ts';
import { checkGrant } from '../../shared/membership/grants.ts';
import type { GrantRefusal, GrantTerms } from '../../shared/membership/grants.ts';
import type { Facts, Grant, Member, MemberId } from '../../shared/membership/model.ts';
import { revokeAround } from '../../shared/store/revocations.ts';
import type { AdminDeps, AdminEnv } from './deps.ts';
import { auditEntry } from './deps.ts';
import { grantWire } from './wire.ts';

const ATTEMPTS = 5;

/** For whom: an address, whose member is made where there is none, or a member who is there. */
export interface Holder {
  readonly email?: string | undefined;
  readonly member?: string | undefined;
}

export interface NewGrant extends GrantTerms {
  readonly holder: Holder;
  readonly reason: string;
  readonly note?: string | undefined;
}

export type HolderRefusal = 'holder_missing' | 'member_unknown' | 'address_invalid' | 'address_not_ascii';

/** Grants a comp, with its audit entry, all or nothing. */
export async function grantComp(
  c: Context<AdminEnv>,
  deps: AdminDeps,
  input: NewGrant,
): Promise<Grant | GrantRefusal | HolderRefusal> {
  const now = Math.floor(deps.now() / 1000);
  const checked = checkGrant(input, deps.catalogue, now);
  if (typeof checked === 'string') return checked;
  const id = makeId('gra', deps.randomBytes(ID_BYTES));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await holderOf(deps, input.holder);
    if (typeof found === 'string') return found;
    const { id: member, created } = memberOrNew(deps, found, now);
    const grant: Grant = {
      id,
      member,
      kind: 'comp',
      ...(input.plan !== undefined && { plan: input.plan }),
      features: checked.features,
      startsAt: input.startsAt,
      endsAt: input.endsAt,
      reason: input.reason,
      ...(input.note !== undefined && { note: input.note }),
      grantedBy: `apikey:${c.get('apiKey').id}`,
      grantedAt: now,
    };
    const audit = auditEntry(c, deps, {
      act: 'grant.created',
      subject: member,
      after: grantWire(grant),
      reason: grant.reason,
    });
    if (await deps.members.addGrant(grant, audit, created)) return grant;
  }
  throw new Error('A grant could not be written: too many writers at once.');
}

export type RevokeRefusal = 'grant_unknown' | 'grant_revoked_already';

/** Revokes a grant for good, with its audit entry, and the tokens that say it. The grant stays, to say what it was. */
export async function revokeGrant(
  c: Context<AdminEnv>,
  deps: AdminDeps,
  id: string,
  reason: string,
): Promise<Grant | RevokeRefusal> {
  if (!isId('gra', id)) return 'grant_unknown';
  const member = await deps.members.memberOfGrant(id);
  for (let attempt = 0; member !== undefined && attempt < ATTEMPTS; attempt += 1) {
    const facts = await deps.members.facts(member);
    const grant = facts?.grants.find((one) => one.id === id);
    if (grant === undefined) break;
    if (grant.revocation !== undefined) return 'grant_revoked_already';
    const at = Math.floor(deps.now() / 1000);
    const revocation = { at, by: `apikey:${c.get('apiKey').id}`, reason };
    const revoked = { ...grant, revocation };
    const audit = auditEntry(c, deps, {
      act: 'grant.revoked',
      subject: member,
      before: grantWire(grant),
      after: grantWire(revoked),
      reason,
    });
    const revoke = () => deps.members.revokeGrant(grant, revocation, audit);
    if (await revokeAround(deps.revocations, { sub: member }, deps.now, revoke)) return revoked;
  }
  return 'grant_unknown';
}

/** The facts of the member whom an admin names, if there is one. */
export async function findFacts(deps: AdminDeps, holder: Holder): Promise<Facts | HolderRefusal> {
  const found = await holderOf(deps, holder);
  if (typeof found === 'string') return found;
  const facts = found.kind === 'member' ? await deps.members.facts(found.member) : undefined;
  return facts ?? 'member_unknown';
}

type Found =
  | { readonly kind: 'member'; readonly member: MemberId }
  | { readonly kind: 'nobody_yet'; readonly address: Address };

async function holderOf(deps: AdminDeps, { email, member }: Holder): Promise<Found | HolderRefusal> {
  if ((email === undefined) === (member === undefined)) return 'holder_missing';
  if (member !== undefined) {
    const profile = isId('mem', member) ? await deps.members.profile(member) : undefined;
    return profile === undefined ? 'member_unknown' : { kind: 'member', member: profile.id };
  }
  const address = parseAddress(email ?? '');
  if (typeof address === 'string') return address;
  const holder = await deps.members.memberOfAddress(address.key);
  return holder === undefined ? { kind: 'nobody_yet', address } : { kind: 'member', member: holder };
}

function memberOrNew(
  deps: AdminDeps,
  found: Found,
  now: number,
): { readonly id: MemberId; readonly created?: { readonly member: Member; readonly address: Address } } {
  if (found.kind === 'member') return { id: found.member };
  const { address } = found;
  const id = makeId('mem', deps.randomBytes(ID_BYTES));
  const member = {
    id,
    address: address.text,
    sessionEpoch: 0,
    origin: { kind: 'grant' },
    createdAt: now,
  } as const;
  return { id, created: { member, address } };
}
