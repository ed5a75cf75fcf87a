import Stripe from 'stripe';
import { isRateLimited } from './errors.ts';

/** Whether a key is of live mode, by how Stripe writes it; `undefined` where it does not say (docs.stripe.com/keys). */
export function isLiveKey(secretKey: string): boolean | undefined {
  const [, mode] = /^[a-z]+(?:_[a-z]+)*?_(live|test)_/.exec(secretKey) ?? [];
  return mode === undefined ? undefined : mode === 'live';
}

/** What stands between the sweep and Stripe; `undefined` for any other error, which is a fault of ours. */
export type SweepHindrance =
  /** 401, 403: the key is wrong or revoked, or may not read what has to be read. */
  | 'key_refused'
  /** 429. */
  | 'slow_down'
  /** No answer, or an answer of 5xx. */
  | 'away';

export function hindranceOf(error: unknown): SweepHindrance | undefined {
  const { StripeAuthenticationError, StripeConnectionError, StripeError, StripePermissionError } =
    Stripe.errors;
  if (error instanceof StripeAuthenticationError || error instanceof StripePermissionError) {
    return 'key_refused';
  }
  if (isRateLimited(error)) return 'slow_down';
  if (error instanceof StripeConnectionError) return 'away';
  return error instanceof StripeError && (error.statusCode ?? 0) >= 500 ? 'away' : undefined;
}
