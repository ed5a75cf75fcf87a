import { invalidRequest } from '../api/refusal.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { CreateParams } from './checkoutParams.ts';

const MIN_LIFE_SECONDS = 30 * 60;
const MAX_LIFE_SECONDS = 24 * 3_600;
/** Stripe allows for the caller's clock. */
const CLOCK_SLACK_SECONDS = 60;
/** A trial ends at least two days after the Checkout is made. */
const MIN_TRIAL_SECONDS = 48 * 3_600;

type Param = keyof CreateParams;

const EXCLUSIVE: readonly (readonly [Param, Param])[] = [
  ['customer', 'customer_email'],
  ['customer', 'customer_creation'],
  ['discounts', 'allow_promotion_codes'],
];
const OF_MODE = {
  payment: ['customer_creation', 'payment_intent_data', 'invoice_creation'],
  subscription: ['subscription_data', 'payment_method_collection'],
} as const satisfies Record<string, readonly Param[]>;

/** @throws {StripeRefusal} where one parameter does not go with another */
export function checkParams(params: CreateParams, now: EpochSeconds): void {
  for (const [first, second] of EXCLUSIVE) {
    if (params[first] !== undefined && params[second] !== undefined) {
      throw invalidRequest(`You may only specify one of these parameters: ${first}, ${second}.`, {
        param: first,
      });
    }
  }
  const other = params.mode === 'payment' ? 'subscription' : 'payment';
  const foreign = OF_MODE[other].find((name) => params[name] !== undefined);
  if (foreign !== undefined) {
    throw invalidRequest(`\`${foreign}\` can only be used in \`${other}\` mode.`, { param: foreign });
  }
  checkUrl(params.success_url, 'success_url');
  if (params.cancel_url !== undefined) checkUrl(params.cancel_url, 'cancel_url');
  checkTrial(params, now);
}

function checkTrial({ subscription_data: data }: CreateParams, now: EpochSeconds): void {
  if (data?.trial_end === undefined) return;
  const param = 'subscription_data[trial_end]';
  if (data.trial_period_days !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: trial_end, trial_period_days.', {
      param,
    });
  }
  if (data.trial_end < now + MIN_TRIAL_SECONDS - CLOCK_SLACK_SECONDS) {
    throw invalidRequest('The `trial_end` date has to be at least 2 days in the future.', { param });
  }
}

/** When a session ends; a day after it was made where nothing is said. */
export function expiryOf({ expires_at: given }: CreateParams, now: EpochSeconds): EpochSeconds {
  const expiresAt = given ?? now + MAX_LIFE_SECONDS;
  const life = expiresAt - now;
  if (life < MIN_LIFE_SECONDS - CLOCK_SLACK_SECONDS || life > MAX_LIFE_SECONDS + CLOCK_SLACK_SECONDS) {
    throw invalidRequest(
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    );
  }
  return expiresAt;
}

function checkUrl(url: string, param: string): void {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw invalidRequest('Not a valid URL', { param, code: 'url_invalid' });
  }
}
