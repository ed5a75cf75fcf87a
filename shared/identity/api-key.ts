import { sameText, sha256 } from './credential.ts';
import { ID_BYTES, isId, makeId } from './ids.ts';

const CHECKSUM_LENGTH = 8;
const SECRET_BYTES = 32;

/** What an admin's API key is made of: `key_<id>.<secret>.<checksum>`. */
export interface PresentedApiKey {
  readonly id: `key_${string}`;
  readonly secret: string;
}

/** @param random 48 bytes: an id and a secret of 256 bits */
export function makeApiKey(issuer: string, random: Uint8Array): PresentedApiKey & { readonly text: string } {
  if (random.length !== ID_BYTES + SECRET_BYTES) throw new RangeError('An API key takes 48 random bytes.');
  const id = makeId('key', random.subarray(0, ID_BYTES));
  const secret = Buffer.from(random.subarray(ID_BYTES)).toString('base64url');
  return { id, secret, text: `${id}.${secret}.${checksum(issuer, id, secret)}` };
}

/** `undefined` for a mistyped key and for another deployment's; nothing is asked of the database to find that out. */
export function readApiKey(issuer: string, text: string): PresentedApiKey | undefined {
  const [id = '', secret = '', presented = '', ...rest] = text.split('.');
  if (rest.length > 0 || !isId('key', id) || !/^[\w-]{43}$/.test(secret)) return undefined;
  return sameText(presented, checksum(issuer, id, secret)) ? { id, secret } : undefined;
}

function checksum(issuer: string, id: string, secret: string): string {
  return sha256(JSON.stringify(['api-key', issuer, id, secret])).slice(0, CHECKSUM_LENGTH);
}
