import { ACCESS_TOKEN_TYPE } from '../../client/src/claims.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import { entitlements } from '../../shared/membership/entitlements.ts';
import type { Facts } from '../../shared/membership/model.ts';
import { accessTokenClaims } from '../../shared/token/claims.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import type { Refreshed } from './refresh.ts';
import { withRenewals } from './renewals.ts';

/** What `POST /v1/token` answers: RFC 6749 section 5.1, and the server's time for clocks that are wrong. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly now: number;
}

/** A token that says what the facts said when they were read. */
export async function mint(
  deps: AccessDeps,
  { session, facts: all, asOf }: Refreshed,
): Promise<TokenResponse> {
  const stored = session.addressProved ? all : ownPurchase(all);
  const { facts, slackSeconds } = await withRenewals(deps, stored, asOf);
  const subject = {
    issuer: deps.config.hosts.service,
    audience: deps.config.publication.id,
    member: facts.member.id,
    sid: session.sid,
    jti: makeId('tok', deps.randomBytes(ID_BYTES)),
  };
  const claims = accessTokenClaims(subject, entitlements(facts, deps.catalogue, asOf, slackSeconds), asOf);
  const access_token = await deps.signer.sign(ACCESS_TOKEN_TYPE, claims);
  deps.log({ level: 'info', event: 'minted' });
  const now = epochSeconds(deps);
  return { access_token, token_type: 'Bearer', expires_in: claims.exp - now, now };
}

/** What a session may read that a payment alone has opened: what that payment bought, and nothing that came to the member since. */
function ownPurchase({ member, billing }: Facts): Facts {
  const { origin } = member;
  const own = billing.filter(({ customer }) => origin.kind === 'customer' && origin.customer === customer);
  return { member, billing: own, grants: [] };
}
