import { createHmac } from 'node:crypto';

/**
 * The `Stripe-Signature` header: HMAC-SHA256 over `${timestamp}.${payload}`.
 * https://docs.stripe.com/webhooks#verify-manually
 *
 * @param timestamp epoch seconds
 */
export function signatureHeader(payload: string | Uint8Array, secret: string, timestamp: number): string {
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(payload).digest('hex');
  return `t=${timestamp},v1=${signature}`;
}
