import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { FaultBook, Mishap } from '../control/faults.ts';
import type { CallCounter } from './calls.ts';
import type { RateLimiter } from './rateLimit.ts';
import type { Context, Next } from 'hono';
import type { IncomingMessage } from 'node:http';

/** Counts every call of the API. */
export function countCalls(counter: CallCounter) {
  return createMiddleware(async (context, next) => {
    counter.count(endpointOf(context));
    await next();
  });
}

/** Refuses calls over the rate, and has others fail as they are asked to. */
export function mishaps(limiter: RateLimiter, faults: FaultBook) {
  return createMiddleware(async (context, next) => {
    if (!limiter.admits(endpointOf(context))) return refuse(context, 'rate_limit');
    const { method, path } = context.req;
    const mishap = faults.mishapOf({ method, path, startingAfter: context.req.query('starting_after') });
    if (mishap === undefined) {
      await next();
      return undefined;
    }
    return befall(context, next, mishap);
  });
}

async function befall(context: Context, next: Next, mishap: Mishap): Promise<Response | undefined> {
  const { kind } = mishap;
  if (kind === 'drop') return cutConnection(context);
  if (kind !== 'hang' && kind !== 'lose_answer' && kind !== 'cut_list') return refuse(context, kind);
  if (kind === 'hang' && !(await mishap.over)) return refuse(context, 'unavailable');
  await next();
  if (kind === 'lose_answer') context.res = cutConnection(context);
  if (kind === 'cut_list') context.res = await cutList(context.res, mishap.cutAt);
  return undefined;
}

type Refused = Exclude<Mishap['kind'], 'hang' | 'drop' | 'lose_answer' | 'cut_list'>;

/** https://docs.stripe.com/error-low-level and https://docs.stripe.com/rate-limits */
function refuse(context: Context, kind: Refused): Response {
  switch (kind) {
    case 'rate_limit':
      context.header('Stripe-Rate-Limited-Reason', 'endpoint-rate');
      context.header('Stripe-Should-Retry', 'false');
      return error(context, 429, {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message:
          'Request rate limit exceeded. Learn more about rate limits here https://docs.stripe.com/rate-limits.',
      });
    case 'lock_timeout':
      context.header('Stripe-Should-Retry', 'true');
      return error(context, 429, {
        type: 'invalid_request_error',
        code: 'lock_timeout',
        message:
          'This object cannot be accessed right now because another API request or Stripe process is currently accessing it.',
      });
    case 'conflict':
      return error(context, 409, {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: 'There is currently another in-progress request using this Idempotent Key.',
      });
    case 'unauthorized':
      return error(context, 401, {
        type: 'invalid_request_error',
        message: 'Invalid API Key provided: sk_test_********',
      });
    case 'error':
      return error(context, 500, { type: 'api_error', message: 'An unknown error occurred.' });
    case 'unavailable':
      return error(context, 503, { type: 'api_error', message: 'The service is temporarily unavailable.' });
  }
}

function error(
  context: Context,
  status: 401 | 409 | 429 | 500 | 503,
  body: Record<string, string>,
): Response {
  return context.json({ error: body }, status);
}

/** Closes the socket under the answer; without one to close, the answer's body breaks off. */
function cutConnection(context: Context): Response {
  const { incoming } = (context.env ?? {}) as { readonly incoming?: IncomingMessage };
  if (incoming !== undefined) {
    incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  const body = new ReadableStream({
    start(stream) {
      stream.error(new Error('The connection was cut, as it was asked to be.'));
    },
  });
  return new Response(body, { headers: { 'transfer-encoding': 'chunked' } });
}

/** Keeps the first half of a page, and says that there is more. Any other answer stays whole. */
async function cutList(answer: Response, cutAt: (cursor: string) => void): Promise<Response> {
  const text = await answer.text();
  const { headers, status } = answer;
  const body = JSON.parse(text) as { readonly object?: string; readonly data?: { readonly id: string }[] };
  const kept = body.data?.slice(0, Math.ceil(body.data.length / 2)) ?? [];
  const last = kept.at(-1);
  if (body.object !== 'list' || last === undefined) return new Response(text, { status, headers });
  cutAt(last.id);
  return new Response(JSON.stringify({ ...body, data: kept, has_more: true }), { status, headers });
}

/** As the docs name it: `GET /v1/customers/:id`. */
function endpointOf(context: Context): string {
  return `${context.req.method} ${routePath(context, -1)}`;
}
