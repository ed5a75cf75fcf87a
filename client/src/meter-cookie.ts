import { readCookie } from './cookies.ts';
import { UsageError } from './errors.ts';
import { MOST_ARTICLES, type Tally } from './meter-tally.ts';

const NAME = 'gatefold_meter';
/** The month inside ends it; this only tidies up. */
const MAX_AGE_SECONDS = 31 * 86_400;

const HMAC = { name: 'HMAC', hash: 'SHA-256' };
const SHORTEST_SECRET = 32;

/** Of a short hash: 48 bits, which is no secret and tells a hundred articles apart. */
const HASH_LENGTH = 8;

const utf8 = new TextEncoder();

/** The cookie that holds a reader's tally, under HMAC-SHA-256. */
export interface MeterCookie {
  /** `undefined` where there is none, or it was not written with one of the secrets for this site. */
  readonly read: (request: Request) => Promise<Tally | undefined>;
  /** A `Set-Cookie` line. */
  readonly write: (tally: Tally, isSecure: boolean) => Promise<string>;
}

/**
 * @param secrets the first writes, all are read
 * @param site the same secret at another site writes other cookies
 * @throws {UsageError} configuration_invalid
 */
export function createMeterCookie(secrets: readonly string[], site: string): MeterCookie {
  const [newest] = secrets;
  if (newest === undefined || secrets.some((secret) => secret.length < SHORTEST_SECRET))
    throw new UsageError(
      'configuration_invalid',
      `secrets: at least one, of ${SHORTEST_SECRET} characters or more`,
    );
  const signingKey = once(() => importKey(newest));
  const keys = [signingKey, ...secrets.slice(1).map((secret) => once(() => importKey(secret)))];
  const signed = (text: string) => utf8.encode(`${NAME}\n${site}\n${text}`);

  return {
    async read(request) {
      const value = readCookie(request, `__Host-${NAME}`) ?? readCookie(request, NAME) ?? '';
      const [, text = '', mac = ''] = /^(.+)\.([\w-]{43})$/.exec(value) ?? [];
      const tally = readTally(text);
      if (tally === undefined) return undefined;
      for (const key of keys) {
        if (await crypto.subtle.verify(HMAC, await key(), fromBase64url(mac), signed(text))) return tally;
      }
      return undefined;
    },

    async write(tally, isSecure) {
      const text = writeTally(tally);
      const mac = await crypto.subtle.sign(HMAC, await signingKey(), signed(text));
      const name = isSecure ? `__Host-${NAME}` : NAME;
      const attributes = `Max-Age=${MAX_AGE_SECONDS}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
      return `${name}=${text}.${toBase64url(mac)}; ${attributes}`;
    },
  };
}

/** A short name for an article or a member, the same on every server of the publication. */
export async function shortHash(kind: 'article' | 'member', text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', utf8.encode(`${kind}\n${text}`));
  return toBase64url(digest).slice(0, HASH_LENGTH);
}

/** `2027-01.<hashes, one after the other>.<how many are synced>.<member>`. */
function writeTally({ month, articles, synced, member }: Tally): string {
  return [month, articles.join(''), synced, member].join('.');
}

const TALLY = /^(\d{4}-\d{2})\.((?:[\w-]{8})*)\.(\d{1,3})\.((?:[\w-]{8})?)$/;

function readTally(text: string): Tally | undefined {
  const [, month, hashes = '', synced = '', member = ''] = TALLY.exec(text) ?? [];
  const articles = hashes.match(/.{8}/g) ?? [];
  if (month === undefined || articles.length > MOST_ARTICLES) return undefined;
  return { month, articles, synced: Math.min(Number(synced), articles.length), member };
}

function importKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', utf8.encode(secret), HMAC, false, ['sign', 'verify']);
}

/** Keeps what was made, not the promise of it: in a Worker that may never settle for another request. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Value | undefined;
  return async () => (made ??= await make());
}

function toBase64url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
