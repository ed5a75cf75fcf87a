import { signatureHeader } from './signature.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { WebhookTarget } from './target.ts';

/** Stripe waits about so long for an answer. */
const ATTEMPT_TIMEOUT_MS = 10_000;

export interface Answer {
  readonly accepted: boolean;
  /** An HTTP status, or the network's error. */
  readonly text: string;
}

/** Signs a payload and hands it to an endpoint. Any 2xx accepts it; a redirect does not. */
export async function post(
  target: WebhookTarget,
  payload: string | Uint8Array<ArrayBuffer>,
  now: EpochSeconds,
): Promise<Answer> {
  const request = new Request(target.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': signatureHeader(payload, target.secret, now),
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    },
    body: payload,
    redirect: 'manual',
    signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
  });
  try {
    const response = await (target.fetch ?? fetch)(request);
    await response.body?.cancel();
    return { accepted: response.ok, text: String(response.status) };
  } catch (error) {
    return { accepted: false, text: describe(error) };
  }
}

/** fetch hides the network's own words in `cause`. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return error.cause instanceof Error ? error.cause.message : error.message;
}
