import { checkTimes, readClaims } from './access-token.ts';
import { createAccess, type Access } from './access.ts';
import { REGISTERED, type EpochSeconds } from './claims.ts';
import { createClock } from './clock.ts';
import { KeySetFailed, TokenRefused } from './errors.ts';
import { importKeys, type Keys } from './key-set.ts';
import { createRecent, type Recent } from './recent.ts';
import { checkOptions, type VerifierOptions } from './options.ts';
import type { Platform } from './platform.ts';
import { createRemote, type Remote } from './remote.ts';
import type { RevocationCheck } from './revocations.ts';
import { checkHeader, readSegment, splitToken, type TokenParts } from './token.ts';

const STALE_KEY_SET_SECONDS = 86_400;
const VERIFIED_TOKENS_KEPT = 1_000;
const NAME_LENGTH = 32;

export interface Verifier<Feature extends string> {
  readonly issuer: string;
  readonly audience: string;
  readonly features: readonly Feature[];
  /**
   * Checks an access token. The key set is fetched when it is not at hand.
   *
   * @throws {TokenRefused} any `token_…` code
   * @throws {KeySetFailed} key_set_unavailable, key_set_invalid
   * @throws {RevocationsFailed} revocations_unavailable, where stale lists are refused
   */
  verify(token: string): Promise<Access<Feature>>;
  /**
   * Takes the time from the service, as a browser must: its own clock may be wrong. What passes after that is counted
   * on `performance.now`, which stands still while some devices sleep; set the time again with each new token.
   */
  setServerTime(serverTime: EpochSeconds): void;
}

/** Keys, and what the tokens that they verified unlock: when the keys change, all are verified anew. */
export interface KeySet<Key, Feature extends string> {
  readonly keys: Keys<Key>;
  /** By the end of the token, which is the end of its signature and hashed in a fraction of the time. */
  readonly verified: Recent<string, { readonly token: string; readonly access: Access<Feature> }>;
}

/** A verifier, and the steps that an entry needs to put together one that does not wait. */
export interface VerifierParts<Key, Feature extends string> {
  readonly verifier: Verifier<Feature>;
  readonly keySets: Remote<KeySet<Key, Feature>>;
  /** The answer that a whole verification would give now, to a token that this set has verified before. */
  readonly recall: (set: KeySet<Key, Feature>, token: string) => Access<Feature> | undefined;
  /** The rest of a verification, once it is known whether the signature is genuine. */
  readonly accept: (
    set: KeySet<Key, Feature>,
    token: string,
    parts: TokenParts,
    genuine: boolean,
  ) => Access<Feature>;
  readonly revocations: RevocationCheck | undefined;
}

/** @throws {UsageError} configuration_invalid */
export function createVerifierOn<Features extends readonly string[], Key extends object>(
  platform: Platform<Key>,
  options: VerifierOptions<Features>,
): VerifierParts<Key, Features[number]> {
  type Feature = Features[number];
  checkOptions(options);
  const { issuer, audience, features, fetch, now = Date.now, keySetUrl } = options;
  const known = new Set([...features, REGISTERED]);
  const clock = createClock(now);

  const keySets = createRemote<KeySet<Key, Feature>>({
    url: keySetUrl ?? `${issuer}/.well-known/jwks.json`,
    fetch,
    now,
    staleSeconds: STALE_KEY_SET_SECONDS,
    read: async (text) => ({
      keys: await importKeys(platform, text),
      verified: createRecent(VERIFIED_TOKENS_KEPT),
    }),
    fault: (kind, cause) => new KeySetFailed(`key_set_${kind}`, undefined, cause),
  });

  function recall({ verified }: KeySet<Key, Feature>, token: string): Access<Feature> | undefined {
    if (typeof token !== 'string') return undefined;
    const remembered = verified.get(nameOf(token));
    if (remembered?.token !== token) return undefined;
    checkTimes(remembered.access.claims, clock.now());
    return remembered.access;
  }

  function accept(
    { verified }: KeySet<Key, Feature>,
    token: string,
    { payload }: TokenParts,
    genuine: boolean,
  ): Access<Feature> {
    if (!genuine) throw new TokenRefused('token_signature_invalid');
    const claims = readClaims(readSegment(platform, payload), issuer, audience);
    checkTimes(claims, clock.now());
    const access = createAccess<Feature>(claims, known);
    verified.set(nameOf(token), { token, access });
    return access;
  }

  /** The key under which the issuer writes this header, and the set that it is of. */
  async function find(header: string): Promise<{ set: KeySet<Key, Feature>; key: Key }> {
    for (const read of [keySets.current, keySets.renewed]) {
      const set = await read();
      const key = set.keys.get(header);
      if (key !== undefined) return { set, key };
    }
    throw new TokenRefused('token_key_unknown');
  }

  async function verifyAnew(
    token: string,
    ready: KeySet<Key, Feature> | undefined,
  ): Promise<Access<Feature>> {
    const parts = splitToken(token);
    let set = ready;
    let key = set?.keys.get(parts.header);
    if (set === undefined || key === undefined) {
      checkHeader(platform, parts.header);
      ({ set, key } = await find(parts.header));
    }
    const verdict = platform.verifySignature(key, parts.signedPart, parts.signature);
    return accept(set, token, parts, typeof verdict === 'boolean' ? verdict : await verdict);
  }

  const revocations = options.revocations?.({
    ...options,
    now,
    serverTime: clock.now,
    platform,
    findKey: async (header) => (await find(header)).key,
  });

  async function verify(token: string): Promise<Access<Feature>> {
    const set = keySets.ready();
    const access = (set && recall(set, token)) ?? (await verifyAnew(token, set));
    if (revocations !== undefined) await revocations.check(access.claims);
    return access;
  }

  const verifier = Object.freeze({ issuer, audience, features, verify, setServerTime: clock.set });
  return { verifier, keySets, recall, accept, revocations };
}

const nameOf = (token: string): string => token.slice(-NAME_LENGTH);
