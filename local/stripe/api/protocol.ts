import { createMiddleware } from 'hono/factory';
import { API_VERSION } from '../version.ts';
import { invalidRequest, StripeRefusal } from './refusal.ts';
import type { Context } from 'hono';

const TEST_KEY = /^sk_test_\w+$/;

/** Request id, API version and key, as on every call to Stripe. */
export function stripeProtocol({
  apiKey,
  requestId,
}: {
  apiKey: string | undefined;
  requestId: () => string;
}) {
  return createMiddleware(async (context, next) => {
    context.header('Request-Id', requestId());
    context.header('Stripe-Version', API_VERSION);
    checkKey(context.req.header('authorization'), apiKey);
    const version = context.req.header('stripe-version');
    if (version !== undefined && version !== API_VERSION) {
      throw invalidRequest(`Invalid Stripe API version: ${version}. The double speaks ${API_VERSION} only.`);
    }
    await next();
  });
}

function checkKey(authorization: string | undefined, expected: string | undefined): void {
  const key = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (key === undefined) {
    throw unauthorized(
      'You did not provide an API key. You need to provide your API key in the Authorization header, ' +
        "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (!TEST_KEY.test(key) || (expected !== undefined && key !== expected)) {
    throw unauthorized(`Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(8)}`);
  }
}

function unauthorized(message: string): StripeRefusal {
  return new StripeRefusal(401, { type: 'invalid_request_error', message });
}

/** Every refusal in Stripe's shape; a fault of the double's own is a 500 that the SDK tries again. */
export function answerError(error: Error, context: Context): Response {
  if (error instanceof StripeRefusal) return context.json({ error: error.body }, error.status);
  console.error(error);
  return context.json({ error: { type: 'api_error', message: `The double failed: ${error.message}` } }, 500);
}

export function unrecognizedUrl(context: Context): Response {
  const message = `Unrecognized request URL (${context.req.method}: ${context.req.path}).`;
  return context.json({ error: { type: 'invalid_request_error', message } }, 404);
}
