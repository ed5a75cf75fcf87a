import { maskAddress } from '../../shared/identity/address.ts';
import type { Address } from '../../shared/identity/address.ts';
import { mayMove, unproved } from '../../shared/identity/address-change.ts';
import type { AddressChange, WhichAddress } from '../../shared/identity/address-change.ts';
import { normalizeCode } from '../../shared/identity/sign-in.ts';
import type { Facts, MemberId } from '../../shared/membership/model.ts';
import { currentRequestId } from '../http/request-scope.ts';
import { openAddressChange } from './change-address.ts';
import type { AddressChangeRefusal } from './change-address.ts';
import { epochSeconds, ownAct } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { guess } from './guess.ts';
import type { GuessRefusal } from './guess.ts';
import type { Refreshed } from './refresh.ts';

/** How late the old address may still be told. */
const NOTICE_SECONDS = 7 * 86_400;

/** Longer than the request takes that changes the address. */
const RECEIPTS_FOLLOW_SECONDS = 60;

/** What became of the codes that were typed. */
export type Proving =
  | {
      readonly kind: 'waiting';
      readonly wrong: Partial<Record<WhichAddress, GuessRefusal | 'code_malformed'>>;
    }
  | { readonly kind: 'changed'; readonly member: MemberId };

/**
 * Takes the codes that were typed, in any order, and moves the address once all have been right. That somebody else
 * holds the new one is told to whoever has shown that they read its mail, and to nobody before.
 */
export async function proveAddresses(
  deps: AccessDeps,
  refreshed: Refreshed,
  typed: Partial<Record<WhichAddress, string>>,
  requestId: string,
): Promise<Proving | AddressChangeRefusal> {
  let change = await openAddressChange(deps, refreshed);
  const wrong: Partial<Record<WhichAddress, GuessRefusal | 'code_malformed'>> = {};
  for (const which of change === undefined ? [] : unproved(change)) {
    const text = typed[which];
    if (text === undefined || change === undefined) continue;
    const proved = await prove(deps, change, which, text);
    if (typeof proved === 'string') wrong[which] = proved;
    else change = proved;
  }
  if (change === undefined) return 'address_change_over';
  if (change.newProvedAt === undefined) return { kind: 'waiting', wrong };
  if ((await deps.members.memberOfAddress(change.to.key)) !== undefined) return 'address_taken';
  return unproved(change).length > 0 ? { kind: 'waiting', wrong } : move(deps, refreshed, change, requestId);
}

async function prove(
  deps: AccessDeps,
  change: AddressChange,
  which: WhichAddress,
  text: string,
): Promise<AddressChange | GuessRefusal | 'code_malformed' | undefined> {
  const code = normalizeCode(text);
  if (code === undefined) return 'code_malformed';
  const id = which === 'old' ? change.oldChallenge : change.newChallenge;
  const challenge = id === undefined ? undefined : await deps.challenges.get(id);
  if (challenge === undefined) return undefined;
  const guessed = await guess(deps, challenge, code);
  if (guessed !== 'right') return guessed;
  return deps.addressChanges.prove(change, which, challenge.id, epochSeconds(deps));
}

async function move(
  deps: AccessDeps,
  { facts }: Refreshed,
  { to, from, oldChallenge }: AddressChange,
  requestId: string,
): Promise<Proving | AddressChangeRefusal> {
  const { member } = facts;
  if (!mayMove(facts)) return 'address_not_correctable';
  await askStripe(deps, facts);
  const now = epochSeconds(deps);
  const act = {
    act: 'member.address_changed',
    before: { address: from },
    after: { address: to.text },
  } as const;
  const moved = await deps.accounts.moveAddress(member, to, now, ownAct(deps, member.id, act, requestId));
  if (!moved) {
    const holder = await deps.members.memberOfAddress(to.key);
    return holder === undefined ? 'address_change_over' : 'address_taken';
  }
  if (from !== undefined && oldChallenge !== undefined) await tellOldAddress(deps, from, to);
  return { kind: 'changed', member: member.id };
}

/**
 * Receipts are to follow. It is asked for first and done later, so that no crash between the two forgets it; what comes
 * to nothing here comes to nothing there.
 */
async function askStripe(deps: AccessDeps, { member, billing }: Facts): Promise<void> {
  const from = member.address?.toLowerCase();
  if (from === undefined) return;
  for (const { customer, customerDeleted } of billing) {
    if (customerDeleted) continue;
    const message = { kind: 'address', customer, member: member.id, from } as const;
    await deps.syncQueue.send(message, { delaySeconds: RECEIPTS_FOLLOW_SECONDS });
  }
}

/** The address is changed by then; a notice that can not be sent takes nothing back. */
async function tellOldAddress(deps: AccessDeps, from: string, to: Address): Promise<void> {
  const expiresAt = epochSeconds(deps) + NOTICE_SECONDS;
  try {
    const requestId = currentRequestId();
    await deps.mail.send({
      kind: 'address_changed',
      to: from,
      newAddress: maskAddress(to.text),
      expiresAt,
      requestId,
    });
  } catch (error) {
    deps.log({ level: 'error', event: 'address_notice_failed', error });
  }
}
