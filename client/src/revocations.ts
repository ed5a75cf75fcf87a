import {
  CLOCK_SKEW_SECONDS,
  REVOCATIONS_MAX_BYTES,
  REVOCATIONS_PATH,
  REVOCATIONS_TYPE,
  type AccessTokenClaims,
  type EpochSeconds,
} from './claims.ts';
import type { Fetch } from './download.ts';
import { RevocationsFailed, TokenRefused, UsageError } from './errors.ts';
import type { Platform } from './platform.ts';
import { createRemote } from './remote.ts';
import { isRevoked, readRevocationList, type RevocationList } from './revocation-list.ts';
import { checkHeader, headerSegment, readSegment, splitToken } from './token.ts';

const POLL_SECONDS = 30;
/**
 * How long after that a list serves while the next one is asked for, and how long the service is left alone after a
 * failure. With the list's ten seconds at the service and ten in the CDN, 60 s pass at most until a token is refused.
 */
const OVERDUE_SECONDS = 10;

export interface RevocationOptions {
  /**
   * What becomes of a good token while no list can be had that is at most a minute past its end. `accept` lets it in
   * unless the last list had it; `refuse` throws `revocations_unavailable`. Default: `accept`.
   */
  readonly onStale?: 'accept' | 'refuse';
}

/** What a verifier lends to whoever asks for the list. */
export interface RevocationSource<Key> {
  readonly issuer: string;
  readonly audience: string;
  readonly fetch?: Fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** As the service has told it, where it has. */
  readonly serverTime: () => EpochSeconds;
  readonly platform: Platform<Key>;
  /** @param header of an access token under the key */
  readonly findKey: (header: string) => Promise<Key>;
}

export interface RevocationCheck {
  /** @throws token_revoked, revocations_unavailable */
  check(claims: AccessTokenClaims): Promise<void>;
  /** @throws token_revoked, revocations_unavailable, and revocations_not_loaded where `check` would wait */
  checkNow(claims: AccessTokenClaims): void;
}

/** What `pollRevocations` makes, for the verifier's `revocations`. */
export type Revocations = <Key>(source: RevocationSource<Key>) => RevocationCheck;

/**
 * Refuses tokens that were revoked, within 60 s. Asks for the issuer's list as tokens come, every 30 s at most, and
 * never per page; nothing runs while no tokens come.
 *
 * @throws {UsageError} configuration_invalid
 */
export function pollRevocations({ onStale = 'accept' }: RevocationOptions = {}): Revocations {
  if (!['accept', 'refuse'].includes(onStale)) throw new UsageError('configuration_invalid', 'onStale');
  return (source) => {
    const { issuer, audience, fetch, now, serverTime } = source;
    let newest: RevocationList | undefined;

    const lists = createRemote<RevocationList>({
      url: issuer + REVOCATIONS_PATH,
      fetch,
      now,
      contentType: /^application\/gatefold-revocations\+jwt\b/i,
      maxBytes: REVOCATIONS_MAX_BYTES,
      freshSeconds: POLL_SECONDS,
      retrySeconds: OVERDUE_SECONDS,
      retryEmptySeconds: OVERDUE_SECONDS,
      staleSeconds: Infinity,
      async read(text) {
        const list = readRevocationList(await readSigned(source, text), issuer, audience, serverTime());
        if (newest === undefined || newest.issuedAt <= list.issuedAt) newest = list;
        return newest;
      },
      fault: (kind, cause) => new RevocationsFailed('revocations_unavailable', kind, cause),
    });

    function judge(list: RevocationList | undefined, claims: AccessTokenClaims, failure?: unknown): void {
      if (list !== undefined && isRevoked(list, claims)) throw new TokenRefused('token_revoked');
      const isStale = list === undefined || list.expiresAt + CLOCK_SKEW_SECONDS < serverTime();
      if (onStale === 'refuse' && isStale) {
        throw new RevocationsFailed('revocations_unavailable', 'stale', failure);
      }
    }

    return {
      async check(claims) {
        const [list, failure] = await lists.current().then(
          (current) => [current, undefined] as const,
          (error: unknown) => [undefined, error] as const,
        );
        judge(list, claims, failure);
      },
      checkNow(claims) {
        const list = lists.ready();
        if (list === undefined) throw new RevocationsFailed('revocations_not_loaded');
        judge(list, claims);
      },
    };
  };
}

/** Checks that a text is the issuer's list, and reads what it says. */
async function readSigned<Key>(
  { platform, findKey }: RevocationSource<Key>,
  text: string,
): Promise<Record<string, unknown>> {
  const { header, payload, signedPart, signature } = splitToken(text, REVOCATIONS_MAX_BYTES);
  const kid = checkHeader(platform, header, REVOCATIONS_TYPE);
  const key = await findKey(headerSegment(platform, kid));
  if (await platform.verifySignature(key, signedPart, signature)) return readSegment(platform, payload);
  throw new TokenRefused('token_signature_invalid');
}
