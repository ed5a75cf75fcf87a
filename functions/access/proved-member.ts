import type { Address } from '../../shared/identity/address.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import type { EpochSeconds, Member } from '../../shared/membership/model.ts';
import type { AccessDeps } from './deps.ts';

const ATTEMPTS = 4;

/** The member who holds an address that has just been proved; made where there is none. */
export async function provedMember(deps: AccessDeps, address: Address, now: EpochSeconds): Promise<Member> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const id = await deps.members.memberOfAddress(address.key);
    if (id !== undefined) {
      const member = await deps.members.profile(id);
      if (member?.addressProvedAt !== undefined) return member;
      // Whoever paid with this address reads by tokens of sessions that end now.
      const sessions = member === undefined ? [] : await deps.sessions.list(id);
      await deps.members.proveAddress(
        id,
        now,
        sessions.filter(({ ended }) => ended === undefined).map(({ sid }) => sid),
      );
      continue;
    }
    const member: Member = {
      id: makeId('mem', deps.randomBytes(ID_BYTES)),
      address: address.text,
      addressProvedAt: now,
      sessionEpoch: 0,
      origin: { kind: 'sign_in' },
      createdAt: now,
    };
    if (await deps.members.create(member, address)) return member;
  }
  throw new Error('A member could not be made or found: too many writers at once.');
}
