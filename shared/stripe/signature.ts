import { createHmac, timingSafeEqual } from 'node:crypto';

/** Both ways: a replay from the past, and a clock or a forger ahead of us. docs.stripe.com/webhooks#replay-attacks */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

export type SignatureRefusal =
  'signature_missing' | 'signature_malformed' | 'signature_invalid' | 'signature_stale';

/**
 * Checks a `Stripe-Signature` over the raw bytes (docs.stripe.com/webhooks#verify-manually): any `v1` made with any of
 * `secrets` will do, so that a secret can be rolled. Other schemes, such as `v0`, are not looked at.
 *
 * @param now epoch seconds
 */
export function checkStripeSignature(
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly string[],
  now: number,
): 'ok' | SignatureRefusal {
  if (header === undefined || header === '') return 'signature_missing';
  const pairs = header.split(',').map((pair) => pair.trim().split('=', 2));
  const times = pairs.filter(([scheme]) => scheme === 't').map(([, value = '']) => value);
  const signatures = pairs.filter(([scheme]) => scheme === 'v1').map(([, value = '']) => value);
  const [time] = times;
  if (times.length !== 1 || time === undefined || !/^\d{1,12}$/.test(time)) return 'signature_malformed';
  if (signatures.length === 0) return 'signature_malformed';

  const expected = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${time}.`).update(body).digest(),
  );
  const presented = signatures
    .filter((hex) => /^[0-9a-f]{64}$/.test(hex))
    .map((hex) => Buffer.from(hex, 'hex'));
  const matches = presented.some((one) => expected.some((other) => timingSafeEqual(one, other)));
  if (!matches) return 'signature_invalid';
  return Math.abs(now - Number(time)) > SIGNATURE_TOLERANCE_SECONDS ? 'signature_stale' : 'ok';
}
