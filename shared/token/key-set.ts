import type { EpochSeconds } from '../../client/src/claims.ts';

export const ROTATION_SECONDS = 90 * 86_400;

/**
 * A key that is made late is still published this long before it signs: the day for which verifiers serve an old set,
 * and what that set may have aged in a CDN before they had it, rounded up.
 */
const SHORTEST_NOTICE_SECONDS = 90_000;

/** After its successor signs: what signers may lag, a token's life, the clocks' skew and a cached set, rounded up. */
const RETIREMENT_SECONDS = 3600;

/** The public half as RFC 7517 and RFC 7518 section 6.2 write it. */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'ES256';
}

export interface SigningKey {
  readonly kid: string;
  /** Counts up from 0; two rotations at once can not both make the next one. */
  readonly generation: number;
  readonly publicJwk: PublicJwk;
  /** PKCS #8, encrypted with `{issuer, kid}` as context; base64. */
  readonly wrappedPrivateKey: string;
  readonly createdAt: EpochSeconds;
  /** From then on it signs, until its successor does. */
  readonly activatesAt: EpochSeconds;
}

export type Timed = Pick<SigningKey, 'kid' | 'generation' | 'activatesAt'>;

/** The key that signs at `now`. */
export function currentKey<Key extends Timed>(keys: readonly Key[], now: EpochSeconds): Key | undefined {
  return inOrder(keys).findLast(({ activatesAt }) => activatesAt <= now);
}

/** The keys a verifier may meet: next, current, and last until its tokens and every cache are out. */
export function publishedKeys<Key extends Timed>(keys: readonly Key[], now: EpochSeconds): Key[] {
  const ordered = inOrder(keys);
  return ordered.filter((_, index) => {
    const successor = ordered[index + 1];
    return successor === undefined || now < successor.activatesAt + RETIREMENT_SECONDS;
  });
}

export interface Rotation {
  readonly create: readonly { readonly generation: number; readonly activatesAt: EpochSeconds }[];
  readonly remove: readonly Timed[];
}

/** What to make and what to drop so that a current and a published next key exist. Running it twice changes nothing more. */
export function rotate(keys: readonly Timed[], now: EpochSeconds): Rotation {
  const ordered = inOrder(keys);
  const newest = ordered.at(-1);
  const published = new Set(publishedKeys(ordered, now));
  const remove = ordered.filter((key) => !published.has(key));
  if (newest === undefined) {
    return {
      create: [
        { generation: 0, activatesAt: now },
        { generation: 1, activatesAt: now + ROTATION_SECONDS },
      ],
      remove,
    };
  }
  if (newest.activatesAt > now) return { create: [], remove };
  const activatesAt = successorActivatesAt(newest, now);
  return { create: [{ generation: newest.generation + 1, activatesAt }], remove };
}

/** When a key that is made at `now` is to take over from `newest`. */
export function successorActivatesAt(
  newest: Pick<SigningKey, 'activatesAt'>,
  now: EpochSeconds,
): EpochSeconds {
  return Math.max(newest.activatesAt + ROTATION_SECONDS, now + SHORTEST_NOTICE_SECONDS);
}

export function inOrder<Key extends Timed>(keys: readonly Key[]): Key[] {
  return keys.toSorted(
    (one, other) => one.activatesAt - other.activatesAt || one.generation - other.generation,
  );
}
