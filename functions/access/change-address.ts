import { maskAddress } from '../../shared/identity/address.ts';
import type { Address } from '../../shared/identity/address.ts';
import { ADDRESS_CHANGES_PER_DAY, isOpen, mayMove } from '../../shared/identity/address-change.ts';
import type { AddressChange } from '../../shared/identity/address-change.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import { CHALLENGE_LIFETIME_SECONDS, codeFrom } from '../../shared/identity/sign-in.ts';
import { currentRequestId } from '../http/request-scope.ts';
import { whereMailGoes } from './begin-sign-in.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { DAY_SECONDS, mayMail } from './mail-limit.ts';
import type { Refreshed } from './refresh.ts';

export type AddressChangeRefusal =
  | 'address_same'
  | 'address_taken'
  | 'address_not_correctable'
  | 'address_change_limit'
  | 'address_change_over';

/**
 * Asks both addresses, the one that a member has proved and the one that they want, or the new one alone where nobody
 * has proved the old. Whether somebody else holds the new one changes nothing here: not the work, not the answer.
 */
export async function beginAddressChange(
  deps: AccessDeps,
  { session, facts }: Refreshed,
  to: Address,
): Promise<AddressChange | AddressChangeRefusal> {
  const { member } = facts;
  const now = epochSeconds(deps);
  if (member.address?.toLowerCase() === to.key) return 'address_same';
  if (!mayMove(facts)) return 'address_not_correctable';
  const begun = `address-change#${member.id}#${Math.floor(now / DAY_SECONDS)}`;
  if (!(await deps.challenges.count(begun, ADDRESS_CHANGES_PER_DAY, now + 2 * DAY_SECONDS)))
    return 'address_change_limit';

  const from = member.address;
  const asksOld = member.addressProvedAt !== undefined && from !== undefined;
  const old = asksOld
    ? await ask(deps, { text: from, key: from.toLowerCase() }, maskAddress(to.text))
    : undefined;
  const change: AddressChange = {
    member: member.id,
    sid: session.sid,
    ...(from !== undefined && { from }),
    to,
    ...(old !== undefined && { oldChallenge: old }),
    newChallenge: await ask(deps, (await whereMailGoes(deps, to)).address),
    expiresAt: now + CHALLENGE_LIFETIME_SECONDS,
  };
  await deps.addressChanges.put(change);
  return change;
}

/** What this session has begun and can go on with. */
export async function openAddressChange(
  deps: AccessDeps,
  { session, facts }: Refreshed,
): Promise<AddressChange | undefined> {
  const change = await deps.addressChanges.get(session.member, session.sid);
  return change && isOpen(change, facts.member.address, epochSeconds(deps)) ? change : undefined;
}

/** Sends a code, within the limits of its address. */
async function ask(deps: AccessDeps, address: Address, newAddress?: string): Promise<string> {
  const now = epochSeconds(deps);
  const id = makeId('chl', deps.randomBytes(ID_BYTES));
  const code = codeFrom(deps.randomInt(1_000_000));
  const expiresAt = now + CHALLENGE_LIFETIME_SECONDS;
  await deps.challenges.add({
    ...{ id, address, expiresAt },
    shownAs: address.text,
    codeHash: deps.secrets.mac('code', `${id}.${code}`),
  });
  const mail = { to: address.text, code, expiresAt, requestId: currentRequestId() };
  if (!(await mayMail(deps, address.key, now)))
    deps.log({ level: 'warn', event: 'address_change_mail_limit' });
  else if (newAddress === undefined) await deps.mail.send({ kind: 'address_change_new', ...mail });
  else await deps.mail.send({ kind: 'address_change_old', ...mail, newAddress });
  return id;
}
