import { english } from '../../shared/words/english.ts';
import { ADDRESS_REFUSALS } from '../http/address-refusals.ts';
import type { Problem } from '../http/problem.ts';
import type { BearerRefusal } from './bearer.ts';
import type { CheckoutRefusal } from './begin-checkout.ts';
import type { AddressChangeRefusal } from './change-address.ts';
import type { ClaimRefusal } from './claim-checkout.ts';
import type { MeterRefusal } from './count-articles.ts';
import type { PortalRefusal } from './open-portal.ts';
import type { RefreshRefusal } from './refresh.ts';
import type { SignInRefusal } from './sign-in.ts';
import type { ExchangeRefusal } from './exchange.ts';

export type AccessRefusal =
  | AddressChangeRefusal
  | BearerRefusal
  | CheckoutRefusal
  | ExchangeRefusal
  | ClaimRefusal
  | MeterRefusal
  | PortalRefusal
  | RefreshRefusal
  | SignInRefusal
  | 'revocations_unavailable'
  | 'to_not_allowed';

export const ACCESS_REFUSALS: Readonly<Record<AccessRefusal, Omit<Problem, 'code'>>> = {
  to_not_allowed: {
    status: 400,
    detail: english['refused.to_not_allowed'],
  },
  plan_unknown: { status: 400, detail: 'There is no plan of this name.' },
  price_unknown: { status: 400, detail: 'This price is not one of the plan’s.' },
  price_not_on_sale: {
    status: 503,
    detail: 'This plan can not be bought just now.',
  },
  address_missing: { status: 400, detail: 'An e-mail address is needed where nobody is signed in.' },
  ...ADDRESS_REFUSALS,
  already_subscribed: {
    status: 409,
    detail: 'This plan is paid for already. Sign in with this address to read.',
  },
  payment_processing: {
    status: 409,
    detail: 'A payment for this plan is on its way from the bank, which may take some days.',
  },
  checkout_unknown: { status: 404, detail: 'There is no such checkout.' },
  checkout_unpaid: { status: 409, detail: 'This checkout has not been paid.' },
  checkout_expired: { status: 410, detail: 'This checkout was not paid in time. Begin a new one.' },
  checkout_used: { status: 409, detail: 'This checkout has signed its reader in already. Sign in by code.' },
  checkout_not_ours: {
    status: 409,
    detail:
      'The payment was received, but it is for nothing that this publication’s plans name. The publisher can see it.',
  },
  portal_unavailable: {
    status: 503,
    detail:
      'The payment service can not be reached just now. Nothing was changed; please try again in a few minutes.',
  },
  subscription_unknown: { status: 404, detail: 'This account has no such subscription.' },
  access_token_missing: { status: 401, detail: 'Send the access token of the member.' },
  access_token_refused: { status: 401, detail: 'This access token is not one of this service, or is over.' },
  meter_month_refused: { status: 400, detail: 'This month is over, or has not begun, everywhere.' },
  meter_limit: { status: 429, detail: 'The count of this member was asked for too often this month.' },
  revocations_unavailable: {
    status: 503,
    detail: 'What is revoked can not be read just now. A list from before is good for its minute.',
  },
  address_same: { status: 400, detail: 'This is your address already.' },
  address_taken: {
    status: 409,
    detail:
      'This address belongs to another account here, so nothing was changed. Sign in with it to see that account.',
  },
  address_not_correctable: {
    status: 409,
    detail:
      'This account holds more than what was paid for here, so it stays with its address. Nothing was changed.',
  },
  address_change_limit: { status: 429, detail: 'Too many changes were begun today. Try again tomorrow.' },
  address_change_over: {
    status: 401,
    detail: 'These codes are no longer good, or were asked for in another browser. Ask for new ones.',
  },
  session_missing: { status: 401, detail: 'Nobody is signed in.' },
  session_invalid: { status: 401, detail: 'This session is not one of this service. Sign in again.' },
  session_expired: { status: 401, detail: 'This session has come to its end. Sign in again.' },
  session_ended: { status: 401, detail: 'This session was ended. Sign in again.' },
  session_evicted: {
    status: 401,
    detail: 'You were signed out here, because you signed in on another device and your plan allows no more.',
  },
  code_malformed: { status: 400, detail: english['refused.code_malformed'] },
  code_wrong: { status: 401, detail: english['refused.code_wrong'] },
  code_used_up: { status: 401, detail: english['refused.code_used_up'] },
  code_limit: {
    status: 429,
    detail: english['refused.code_limit'],
  },
  sign_in_expired: {
    status: 401,
    detail: english['refused.sign_in_expired'],
  },
  link_expired: { status: 401, detail: english['refused.link_expired'] },
  grant_type_unsupported: { status: 400, detail: 'This service does not take this grant type.' },
  id_token_malformed: { status: 400, detail: 'This is not an ID token, or not signed as one may be.' },
  id_token_issuer_unknown: { status: 400, detail: 'ID tokens of this issuer are not taken.' },
  id_token_signature_invalid: { status: 400, detail: 'No key of its issuer has signed this ID token.' },
  id_token_audience_wrong: { status: 400, detail: 'This ID token is not for this publication.' },
  id_token_stale: {
    status: 400,
    detail: 'This ID token has expired, is over ten minutes old, or is of the future.',
  },
  id_token_nonce_wrong: {
    status: 400,
    detail: 'The nonce of this ID token was given to somebody else, is too old, or was used.',
  },
  id_token_address_unverified: {
    status: 400,
    detail: 'The identity provider does not vouch for an e-mail address.',
  },
  identity_of_another: {
    status: 409,
    detail:
      'The member with this address signs in with another account of this identity provider. Sign in by a mailed code.',
  },
  identity_provider_unavailable: {
    status: 503,
    detail: 'The identity provider can not be reached just now. Try again, or sign in by a mailed code.',
  },
  network_limit: {
    status: 429,
    detail:
      'Too much was asked for from your network within this hour. Whoever is signed in can go on; else try again in the next.',
  },
  link_used: { status: 401, detail: english['refused.link_used'] },
};

export function refusal(code: AccessRefusal): Problem {
  return { code, ...ACCESS_REFUSALS[code] };
}
