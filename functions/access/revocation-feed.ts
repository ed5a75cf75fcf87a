import { REVOCATIONS_TYPE } from '../../client/src/claims.ts';
import type { EpochSeconds } from '../../shared/membership/model.ts';
import { revocationsClaims } from '../../shared/token/revocations.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';

/** How long a list is answered without looking again; its readers may keep it for as long. */
export const FEED_SECONDS = 10;

export interface RevocationList {
  /** A compact JWS. */
  readonly signed: string;
  readonly iat: EpochSeconds;
  readonly exp: EpochSeconds;
}

export type FeedDeps = Pick<AccessDeps, 'config' | 'log' | 'now' | 'revocations' | 'signer'>;

/**
 * The signed list of what is revoked. Where it can not be made anew, the last one is given while its life lasts;
 * `undefined` after that.
 */
export function createRevocationFeed(deps: FeedDeps): () => Promise<RevocationList | undefined> {
  let last: RevocationList | undefined;
  let making: Promise<RevocationList> | undefined;

  /** However many ask at once, one read answers them. */
  const makeOnce = () => {
    making ??= makeList(deps).finally(() => {
      making = undefined;
    });
    return making;
  };

  return async () => {
    const now = epochSeconds(deps);
    if (last !== undefined && now - last.iat < FEED_SECONDS) return last;
    try {
      last = await makeOnce();
      return last;
    } catch (error) {
      deps.log({ level: 'error', event: 'revocations_unavailable', error });
      return last !== undefined && now < last.exp ? last : undefined;
    }
  };
}

/** `iat` comes before the read: what is revoked later is not in it. */
async function makeList({ config, now, revocations, signer }: FeedDeps): Promise<RevocationList> {
  const iat = epochSeconds({ now });
  const issuer = { issuer: config.hosts.service, audience: config.publication.id };
  const claims = revocationsClaims(issuer, await revocations.newest(iat), iat);
  return { signed: await signer.sign(REVOCATIONS_TYPE, claims), iat, exp: claims.exp };
}
