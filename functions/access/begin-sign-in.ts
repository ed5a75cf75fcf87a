import type { Address } from '../../shared/identity/address.ts';
import { sha256 } from '../../shared/identity/credential.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import {
  CHALLENGE_LIFETIME_SECONDS,
  SPARE_LINK_LIFETIME_SECONDS,
  WRONG_CODES_PER_ADDRESS_PER_DAY,
  codeFrom,
  dayCounter,
  hourCounter,
} from '../../shared/identity/sign-in.ts';
import { currentRequestId } from '../http/request-scope.ts';
import { epochSeconds, newSecret } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { HOUR_SECONDS, mayMail } from './mail-limit.ts';
import { withinNetworkLimit } from './network-limit.ts';

const NOBODY = 'mem_nobody';

export interface Asking {
  readonly address: Address;
  /** Where to go once signed in; already checked against the allowed origins. */
  readonly to?: string | undefined;
  /** The address as this browser may see it; as it was typed where absent. */
  readonly shownAs?: string | undefined;
  /** The network address of who asks, where it is known. */
  readonly caller?: string | undefined;
}

/** What an address is mailed: past its limits a link alone, which lives until the next one may be sent. */
type Mailing = 'code_and_link' | 'link' | 'spare_link' | 'nothing';

/**
 * Asks for a code and a link by mail. Known and unknown addresses get the same work and the same answer.
 *
 * @returns the handle for the browser that asked; without it the code is worth nothing
 */
export async function beginSignIn(
  deps: AccessDeps,
  { address: asked, to, shownAs, caller }: Asking,
): Promise<string> {
  const now = epochSeconds(deps);
  const isWithin = await withinNetworkLimit(deps, 'sign-in', caller);
  const { address, isHeld } = await whereMailGoes(deps, asked);
  const mailing = await mailingFor(deps, address.key, now);
  const id = makeId('chl', deps.randomBytes(ID_BYTES));
  const [handle, link, code] = [newSecret(deps), newSecret(deps), codeFrom(deps.randomInt(1_000_000))];
  const life = mailing === 'spare_link' ? SPARE_LINK_LIFETIME_SECONDS : CHALLENGE_LIFETIME_SECONDS;
  const expiresAt = now + life;
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
  if (mailing === 'nothing') {
    deps.log({ level: 'warn', event: 'sign_in_mail_limit' });
  } else {
    await deps.mail.send({
      kind: 'sign_in',
      to: address.text,
      ...(mailing === 'code_and_link' && { code }),
      ...(!isWithin && !isHeld && { isKept: true as const }),
      link: `${deps.config.hosts.service}/account/sign-in/link?token=${id}.${link}`,
      expiresAt,
      requestId: currentRequestId(),
    });
  }
  return `${id}.${handle}`;
}

/**
 * Past so many mails an hour or a day, one link an hour, which lives as long: whoever floods an address, its owner has
 * in the newest mail a link that works. A code would not, in another browser than the flooder's (docs/sign-in.md).
 */
async function mailingFor(deps: AccessDeps, addressKey: string, now: number): Promise<Mailing> {
  const { challenges } = deps;
  if (!(await mayMail(deps, addressKey, now)))
    return (await challenges.count(hourCounter('spare', addressKey, now), 1, now + 2 * HOUR_SECONDS))
      ? 'spare_link'
      : 'nothing';
  const isGuessedAt = await challenges.reached(
    dayCounter('wrong-code', addressKey, now),
    WRONG_CODES_PER_ADDRESS_PER_DAY,
  );
  return isGuessedAt ? 'link' : 'code_and_link';
}

/** As the member who holds the address first wrote it. One read more for nobody, so that nobody is told apart. */
export async function whereMailGoes(
  deps: AccessDeps,
  asked: Address,
): Promise<{ readonly address: Address; readonly isHeld: boolean }> {
  const holder = await deps.members.memberOfAddress(asked.key);
  const member = await deps.members.profile(holder ?? NOBODY);
  return {
    address: { text: member?.address ?? asked.text, key: asked.key },
    isHeld: holder !== undefined,
  };
}
