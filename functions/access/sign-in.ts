import type { Address } from '../../shared/identity/address.ts';
import { sameText, sha256 } from '../../shared/identity/credential.ts';
import type { Device } from '../../shared/identity/device.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import type { Session } from '../../shared/identity/session.ts';
import {
  CHALLENGE_LIFETIME_SECONDS,
  MAILS_PER_ADDRESS_PER_HOUR,
  WRONG_CODES_PER_ADDRESS_PER_DAY,
  codeFrom,
  normalizeCode,
} from '../../shared/identity/sign-in.ts';
import type { Challenge } from '../../shared/identity/sign-in.ts';
import type { Member } from '../../shared/membership/model.ts';
import { epochSeconds, newSecret } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { open } from './refresh.ts';
import type { Refreshed } from './refresh.ts';

const ATTEMPTS = 4;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
const NOBODY = 'mem_nobody';

export type SignInRefusal =
  'code_malformed' | 'code_wrong' | 'code_used_up' | 'code_limit' | 'sign_in_expired' | 'link_expired';

export interface SignedIn {
  readonly refreshed: Refreshed;
  readonly to?: string;
}

export interface Asking {
  readonly address: Address;
  /** Where to go once signed in; already checked against the allowed origins. */
  readonly to?: string | undefined;
  /** The address as this browser may see it; as it was typed where absent. */
  readonly shownAs?: string | undefined;
}

/**
 * Asks for a code and a link by mail. Known and unknown addresses get the same work and the same answer.
 *
 * @returns the handle for the browser that asked; without it the code is worth nothing
 */
export async function beginSignIn(
  deps: AccessDeps,
  { address: asked, to, shownAs }: Asking,
): Promise<string> {
  const now = epochSeconds(deps);
  const address = await whereMailGoes(deps, asked);
  const id = makeId('chl', deps.randomBytes(ID_BYTES));
  const [handle, link, code] = [newSecret(deps), newSecret(deps), codeFrom(deps.randomInt(1_000_000))];
  const expiresAt = now + CHALLENGE_LIFETIME_SECONDS;
  await deps.challenges.add({
    id,
    address,
    shownAs: shownAs ?? asked.text,
    codeHash: deps.secrets.mac('code', `${id}.${code}`),
    linkHash: sha256(link),
    handleHash: sha256(handle),
    ...(to !== undefined && { to }),
    expiresAt,
  });
  if (await mayMail(deps, address.key, now)) {
    const isLinkOnly = await deps.challenges.reached(
      wrongCodes(address.key, now),
      WRONG_CODES_PER_ADDRESS_PER_DAY,
    );
    const url = `${deps.config.hosts.service}/account/sign-in/link?token=${id}.${link}`;
    await deps.mail.send({
      kind: 'sign_in',
      to: address.text,
      ...(!isLinkOnly && { code }),
      link: url,
      expiresAt,
    });
  } else {
    deps.log({ level: 'warn', event: 'sign_in_mail_limit' });
  }
  return `${id}.${handle}`;
}

/** So many an hour; past that one in each life of a challenge, so that its owner always has a link that works. */
async function mayMail(deps: AccessDeps, addressKey: string, now: number): Promise<boolean> {
  const keepUntil = now + 2 * HOUR_SECONDS;
  const hour = Math.floor(now / HOUR_SECONDS);
  const life = Math.floor(now / CHALLENGE_LIFETIME_SECONDS);
  return (
    (await deps.challenges.count(`mail#${addressKey}#${hour}`, MAILS_PER_ADDRESS_PER_HOUR, keepUntil)) ||
    (await deps.challenges.count(`mail-more#${addressKey}#${life}`, 1, keepUntil))
  );
}

/** The name of the counter of an address's wrong codes on a day, UTC. */
function wrongCodes(addressKey: string, now: number): string {
  return `wrong-code#${addressKey}#${Math.floor(now / DAY_SECONDS)}`;
}

/** As the member who holds the address first wrote it. One read more for nobody, so that nobody is told apart. */
async function whereMailGoes(deps: AccessDeps, asked: Address): Promise<Address> {
  const holder = await deps.members.memberOfAddress(asked.key);
  const member = await deps.members.profile(holder ?? NOBODY);
  return { text: member?.address ?? asked.text, key: asked.key };
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
  const challenge = await challengeOf(deps, handle, 'handleHash', now);
  if (challenge === undefined) return 'sign_in_expired';

  const wrong = wrongCodes(challenge.address.key, now);
  const keepUntil = now + 2 * DAY_SECONDS;
  const mayGuess = await deps.challenges.count(wrong, WRONG_CODES_PER_ADDRESS_PER_DAY, keepUntil);
  if (!mayGuess) return 'code_limit';
  const guessed = await deps.challenges.takeGuess(challenge.id, now);
  if (guessed === undefined) {
    await deps.challenges.giveBack(wrong);
    return 'code_used_up';
  }
  if (!sameText(guessed.codeHash, deps.secrets.mac('code', `${challenge.id}.${code}`))) return 'code_wrong';
  await deps.challenges.giveBack(wrong);
  return (await complete(deps, challenge, { how: 'code', device }, now)) ?? 'sign_in_expired';
}

/** What this browser last asked for, over or not, for the page that asks for the code. */
export function challengeOfBrowser(
  deps: AccessDeps,
  handle: string | undefined,
): Promise<Challenge | undefined> {
  return challengeOf(deps, handle, 'handleHash', -Infinity);
}

/** The challenge behind a link, for the page that names its address; looking does not spend it. */
export function challengeOfLink(deps: AccessDeps, token: string | undefined): Promise<Challenge | undefined> {
  return challengeOf(deps, token, 'linkHash', epochSeconds(deps));
}

export async function redeemLink(
  deps: AccessDeps,
  token: string | undefined,
  device: Device,
): Promise<SignedIn | SignInRefusal> {
  const now = epochSeconds(deps);
  const challenge = await challengeOf(deps, token, 'linkHash', now);
  return (challenge && (await complete(deps, challenge, { how: 'link', device }, now))) ?? 'link_expired';
}

async function challengeOf(
  deps: AccessDeps,
  presented: string | undefined,
  hash: 'handleHash' | 'linkHash',
  now: number,
): Promise<Challenge | undefined> {
  const [id = '', secret = '', ...rest] = (presented ?? '').split('.');
  if (id === '' || id.length > 40 || secret === '' || rest.length > 0) return undefined;
  const challenge = await deps.challenges.get(id);
  if (challenge === undefined || challenge.expiresAt <= now) return undefined;
  return sameText(challenge[hash], sha256(secret)) ? challenge : undefined;
}

/** Spends the challenge, and signs in the member who holds its address, now proved. */
async function complete(
  deps: AccessDeps,
  challenge: Challenge,
  opening: Pick<Session, 'how' | 'device'>,
  now: number,
): Promise<SignedIn | undefined> {
  if (!(await deps.challenges.spend(challenge.id, now))) return undefined;
  const member = await provedMember(deps, challenge.address, now);
  const refreshed = await open(deps, member, opening);
  return { refreshed, ...(challenge.to !== undefined && { to: challenge.to }) };
}

async function provedMember(deps: AccessDeps, address: Address, now: number): Promise<Member> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const id = await deps.members.memberOfAddress(address.key);
    if (id !== undefined) {
      await deps.members.proveAddress(id, now);
      const member = await deps.members.profile(id);
      if (member !== undefined) return member;
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
