import { CommandRefused } from './refusal.ts';

const SECRET_KEY = /^(?:sk|rk)_(test|live)_\w{8,}$/;
const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

export type Environment = Readonly<Record<string, string | undefined>>;

export interface StripeAccess {
  readonly secretKey: string;
  readonly isLive: boolean;
  /** Another origin that speaks Stripe's API. */
  readonly apiBase?: string;
}

/**
 * The key and the place of Stripe, from the environment: a key in an argument would be seen by everybody on the machine.
 *
 * @param live whether `--live` was typed
 * @throws {CommandRefused} never repeating the key
 */
export function stripeAccess(
  { STRIPE_SECRET_KEY: key = '', STRIPE_API_BASE: base = '' }: Environment,
  live: boolean,
): StripeAccess {
  const mode = modeOf(key);
  if (mode === 'live' && !live) {
    throw new CommandRefused(
      'key_live_unconfirmed',
      'STRIPE_SECRET_KEY is a live-mode key. Add --live if readers’ own money is meant.',
    );
  }
  if (mode === 'test' && live) {
    throw new CommandRefused('key_not_live', '--live was given, and STRIPE_SECRET_KEY is a test-mode key.');
  }
  if (base === '') return { secretKey: key, isLive: mode === 'live' };
  if (!isLoopback(base)) {
    throw new CommandRefused('api_base_invalid', 'STRIPE_API_BASE may be an http URL on loopback only.');
  }
  if (mode === 'live') {
    throw new CommandRefused(
      'api_base_invalid',
      'With STRIPE_API_BASE use a test-mode key, never a live one.',
    );
  }
  return { secretKey: key, isLive: false, apiBase: base };
}

function modeOf(key: string): 'test' | 'live' {
  if (key === '') {
    throw new CommandRefused(
      'key_missing',
      'Set STRIPE_SECRET_KEY to a secret or restricted key of Stripe’s.',
    );
  }
  if (key.startsWith('pk_')) {
    throw new CommandRefused(
      'key_publishable',
      'STRIPE_SECRET_KEY is a publishable key (pk_…). Take the secret key (sk_…) or a restricted one (rk_…).',
    );
  }
  const mode = SECRET_KEY.exec(key)?.[1];
  if (mode === 'test' || mode === 'live') return mode;
  throw new CommandRefused(
    'key_malformed',
    'STRIPE_SECRET_KEY is no key of Stripe’s: those begin with sk_test_, rk_test_, sk_live_ or rk_live_.',
  );
}

function isLoopback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname } = new URL(text);
  return protocol === 'http:' && LOOPBACK_HOSTS.includes(hostname) && pathname === '/';
}
