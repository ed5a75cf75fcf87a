import { sameText, sha256 } from '../../shared/identity/credential.ts';
import type { Device } from '../../shared/identity/device.ts';
import type { Session } from '../../shared/identity/session.ts';
import { hourCounter, normalizeCode } from '../../shared/identity/sign-in.ts';
import type { Challenge } from '../../shared/identity/sign-in.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { guess } from './guess.ts';
import type { GuessRefusal } from './guess.ts';
import { provedMember } from './proved-member.ts';
import { open } from './refresh.ts';
import type { Refreshed } from './refresh.ts';

type LinkRefusal = 'link_expired' | 'link_used';
export type SignInRefusal = 'code_malformed' | GuessRefusal | 'sign_in_expired' | LinkRefusal;

export interface SignedIn {
  readonly refreshed: Refreshed;
  readonly to?: string;
}

/** A link as it stands. One that is over still says what it was for, to whoever holds it. */
export interface LinkState {
  readonly refused?: LinkRefusal;
  readonly challenge?: Challenge;
}

/** A code works only with the handle of the browser that asked for it. */
export async function redeemCode(
  deps: AccessDeps,
  handle: string | undefined,
  typed: string,
  device: Device,
): Promise<SignedIn | SignInRefusal> {
  const code = normalizeCode(typed);
  if (code === undefined) return 'code_malformed';
  const now = epochSeconds(deps);
  const challenge = await challengeOf(deps, handle, 'handleHash');
  if (challenge === undefined || isOver(challenge, now)) return 'sign_in_expired';

  const guessed = await guess(deps, challenge, code);
  if (guessed !== 'right') return guessed;
  return (await complete(deps, challenge, { how: 'code', device }, now)) ?? 'sign_in_expired';
}

/** What this browser last asked for and has not used, over or not, for the page that asks for the code. */
export async function challengeOfBrowser(
  deps: AccessDeps,
  handle: string | undefined,
): Promise<Challenge | undefined> {
  const challenge = await challengeOf(deps, handle, 'handleHash');
  return challenge?.spentAt === undefined ? challenge : undefined;
}

/** Looks at a link, for the page that names its address; looking does not spend it. */
export async function lookAtLink(deps: AccessDeps, token: string | undefined): Promise<LinkState> {
  const challenge = await challengeOf(deps, token, 'linkHash');
  if (challenge === undefined) return { refused: 'link_expired' };
  if (challenge.spentAt !== undefined) return { refused: 'link_used', challenge };
  return isOver(challenge, epochSeconds(deps)) ? { refused: 'link_expired', challenge } : { challenge };
}

export async function redeemLink(
  deps: AccessDeps,
  token: string | undefined,
  device: Device,
): Promise<SignedIn | LinkRefusal> {
  const { challenge, refused } = await lookAtLink(deps, token);
  if (refused !== undefined || challenge === undefined) return refused ?? 'link_expired';
  return (await complete(deps, challenge, { how: 'link', device }, epochSeconds(deps))) ?? 'link_used';
}

async function challengeOf(
  deps: AccessDeps,
  presented: string | undefined,
  hash: 'handleHash' | 'linkHash',
): Promise<Challenge | undefined> {
  const [id = '', secret = '', ...rest] = (presented ?? '').split('.');
  if (id === '' || id.length > 40 || secret === '' || rest.length > 0) return undefined;
  const challenge = await deps.challenges.look(id);
  const expected = challenge?.[hash];
  return expected !== undefined && sameText(expected, sha256(secret)) ? challenge : undefined;
}

function isOver({ expiresAt, spentAt }: Challenge, now: number): boolean {
  return spentAt !== undefined || expiresAt <= now;
}

/** Spends the challenge, and signs in the member who holds its address, now proved. */
async function complete(
  deps: AccessDeps,
  challenge: Challenge,
  opening: Pick<Session, 'how' | 'device'>,
  now: number,
): Promise<SignedIn | undefined> {
  if (!(await deps.challenges.spend(challenge.id, now))) return undefined;
  // Whoever reads its mail may have another, however many were asked for by others.
  await deps.challenges.giveBack(hourCounter('spare', challenge.address.key, now));
  const member = await provedMember(deps, challenge.address, now);
  const refreshed = await open(deps, member, opening);
  return { refreshed, ...(challenge.to !== undefined && { to: challenge.to }) };
}
