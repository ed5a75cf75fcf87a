import { sha256 } from '../../shared/identity/credential.ts';
import type { Device } from '../../shared/identity/device.ts';
import { NONCE_LIFETIME_SECONDS } from '../../shared/identity/id-token.ts';
import type { IdTokenRefusal, Proof } from '../../shared/identity/id-token.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import type { EpochSeconds, Member, MemberId } from '../../shared/membership/model.ts';
import { epochSeconds, newSecret } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { provedMember } from './proved-member.ts';
import { open } from './refresh.ts';
import type { Refreshed } from './refresh.ts';

const ATTEMPTS = 4;

export type ExchangeRefusal = IdTokenRefusal | 'identity_of_another' | 'grant_type_unsupported';

/** For an ID token that is about to be asked for. The nonce goes to the provider; the handle stays with who asked. */
export async function giveNonce(deps: AccessDeps): Promise<{ nonce: string; handle: string }> {
  const id = makeId('non', deps.randomBytes(ID_BYTES));
  const [secret, handle] = [newSecret(deps), newSecret(deps)];
  const expiresAt = epochSeconds(deps) + NONCE_LIFETIME_SECONDS;
  await deps.nonces.add({ id, nonceHash: sha256(secret), handleHash: sha256(handle), expiresAt });
  return { nonce: `${id}.${secret}`, handle };
}

/** Signs in whoever an ID token names (RFC 8693). Its nonce is spent last of all, and once. */
export async function exchange(
  deps: AccessDeps,
  { token, handle, device }: { token: string; handle: string | undefined; device: Device },
): Promise<Refreshed | ExchangeRefusal> {
  if (!deps.idTokens.areTaken) return 'grant_type_unsupported';
  const now = epochSeconds(deps);
  const proof = await deps.idTokens.read(token, now);
  if (typeof proof === 'string') return proof;
  if (!(await spend(deps, proof.nonce, handle, now))) return 'id_token_nonce_wrong';
  const member = await memberBehind(deps, proof, now);
  return member === undefined ? 'identity_of_another' : open(deps, member, { how: 'exchange', device });
}

async function spend(
  deps: AccessDeps,
  nonce: string,
  handle: string | undefined,
  now: EpochSeconds,
): Promise<boolean> {
  const [id = '', secret = '', ...rest] = nonce.split('.');
  if (!/^non_\w{1,40}$/.test(id) || secret === '' || rest.length > 0 || handle === undefined) return false;
  return deps.nonces.spend({ id, nonceHash: sha256(secret), handleHash: sha256(handle) }, now);
}

/**
 * The member that an identity is bound to, whatever address it has by now; else the one who holds its address, to whom
 * it is bound by this. `undefined` where that one came with another identity of the same provider (docs/adr/0010).
 */
async function memberBehind(
  deps: AccessDeps,
  { identity, address }: Proof,
  now: EpochSeconds,
): Promise<Member | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const bound = await deps.identities.memberOf(identity);
    if (bound !== undefined) return known(deps, bound);
    const member = await provedMember(deps, address, now);
    if (await deps.identities.bind(identity, member.id, now)) return member;
    if ((await deps.identities.memberOf(identity)) === undefined) return undefined;
  }
  throw new Error('An identity could not be bound or found: too many writers at once.');
}

async function known(deps: AccessDeps, id: MemberId): Promise<Member> {
  const member = await deps.members.profile(id);
  if (member === undefined) throw new Error('An identity is bound to a member who is not there.');
  return member;
}
