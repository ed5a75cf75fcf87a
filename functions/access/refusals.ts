import { ADDRESS_REFUSALS } from '../http/address-refusals.ts';
import type { Problem } from '../http/problem.ts';
import type { BearerRefusal } from './bearer.ts';
import type { CheckoutRefusal } from './begin-checkout.ts';
import type { ClaimRefusal } from './claim-checkout.ts';
import type { MeterRefusal } from './routes/meter.ts';
import type { PortalRefusal } from './open-portal.ts';
import type { RefreshRefusal } from './refresh.ts';
import type { SignInRefusal } from './sign-in.ts';

export type AccessRefusal =
  | BearerRefusal
  | CheckoutRefusal
  | ClaimRefusal
  | MeterRefusal
  | PortalRefusal
  | RefreshRefusal
  | SignInRefusal
  | 'to_not_allowed';

export const ACCESS_REFUSALS: Readonly<Record<AccessRefusal, Omit<Problem, 'code'>>> = {
  to_not_allowed: {
    status: 400,
    detail: 'The place to go back to is not on one of the publication’s sites.',
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
  session_missing: { status: 401, detail: 'Nobody is signed in.' },
  session_invalid: { status: 401, detail: 'This session is not one of this service. Sign in again.' },
  session_expired: { status: 401, detail: 'This session has come to its end. Sign in again.' },
  session_ended: { status: 401, detail: 'This session was ended. Sign in again.' },
  code_malformed: { status: 400, detail: 'A code has six digits.' },
  code_wrong: { status: 401, detail: 'This is not the code that was sent.' },
  code_used_up: { status: 401, detail: 'Too many wrong codes. Ask for a new one.' },
  code_limit: {
    status: 429,
    detail: 'Too many wrong codes for this address today. Use the link in the mail.',
  },
  sign_in_expired: {
    status: 401,
    detail: 'This sign-in is over, or began in another browser. Ask for a new code.',
  },
  link_expired: { status: 401, detail: 'This link was used already, or is too old. Ask for a new one.' },
};
  session_evicted: {
    status: 401,
    detail: 'You were signed out here, because you signed in on another device and your plan allows no more.',
  },

export function refusal(code: AccessRefusal): Problem {
  return { code, ...ACCESS_REFUSALS[code] };
}
