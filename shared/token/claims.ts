import type { AccessTokenClaims, EpochSeconds } from '../../client/src/claims.ts';
import { ACCESS_TOKEN_LIFETIME_SECONDS } from '../../client/src/claims.ts';
import type { Entitlements } from '../membership/entitlements.ts';
import type { MemberId } from '../membership/model.ts';

/** RFC 9068 section 2.2 wants a client; every reader's token is issued to the publication's own site. */
export const SITE_CLIENT_ID = 'site';

export interface TokenSubject {
  readonly issuer: string;
  readonly audience: string;
  readonly member: MemberId;
  readonly sid: string;
  readonly jti: string;
}

/** The claims of an access token minted at `now`: what the facts said then, and nothing about who the member is. */
export function accessTokenClaims(
  subject: TokenSubject,
  { held, why, plan }: Entitlements,
  now: EpochSeconds,
): AccessTokenClaims {
  return {
    iss: subject.issuer,
    aud: subject.audience,
    sub: subject.member,
    client_id: SITE_CLIENT_ID,
    sid: subject.sid,
    jti: subject.jti,
    iat: now,
    exp: now + ACCESS_TOKEN_LIFETIME_SECONDS,
    ent: held.map(({ feature }) => feature),
    ...(why !== undefined && { why }),
    ...(plan !== undefined && { plan }),
  };
}
