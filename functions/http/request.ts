import type { Context, Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { matchedRoutes } from 'hono/route';
import type { HttpEnv } from './env.ts';
import type { Log } from './log.ts';
import { problem } from './problem.ts';
import { inRequest } from './request-scope.ts';

const BODY_LIMIT_BYTES = 64 * 1024;

/** What every app of ours does with a request: an id, a refusal of large bodies, and faults that tell nothing. */
export function prepare<Env extends HttpEnv>(
  app: Hono<Env>,
  options: { readonly log: Log; readonly newRequestId: () => string; readonly bodyLimitBytes?: number },
): void {
  app.use(requestId(options.newRequestId));
  app.use(
    bodyLimit({
      maxSize: options.bodyLimitBytes ?? BODY_LIMIT_BYTES,
      onError: () => {
        throw new HTTPException(413);
      },
    }),
  );
  app.notFound((c) =>
    problem(c, { status: 404, code: 'not_found', detail: 'There is nothing at this address.' }),
  );
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status === 413) {
      const detail = 'The body is larger than this service reads.';
      return problem(c, { status: 413, code: 'body_too_large', detail });
    }
    if (error instanceof HTTPException && error.status < 500) {
      return problem(c, { status: 400, code: 'request_malformed', detail: 'The request could not be read.' });
    }
    options.log({
      level: 'error',
      event: 'fault',
      requestId: c.get('requestId'),
      route: routeOf(matchedRoutes(c)),
      error,
    });
    return problem(c, {
      status: 500,
      code: 'internal_error',
      detail: 'Something went wrong on our side. Trying again may help; if not, quote the request id.',
    });
  });
}

/** API Gateway's own id where it stands before us, so that its access log and ours name a request alike. */
function requestId(newRequestId: () => string): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const id = gatewayRequestId(c) ?? newRequestId();
    c.set('requestId', id);
    await inRequest(id, next);
    c.header('x-request-id', id);
    c.header('x-content-type-options', 'nosniff');
  };
}

/** `requestContext.requestId` of payload format 2.0; callers can not choose it. */
function gatewayRequestId(c: Pick<Context, 'env'>): string | undefined {
  const env = c.env as
    { readonly event?: { readonly requestContext?: { readonly requestId?: string } } } | undefined;
  return env?.event?.requestContext?.requestId;
}

/** The last that matches is the one that answers; those before it see to what all have in common. */
function routeOf(matched: readonly { readonly method: string; readonly path: string }[]): string {
  const last = matched.at(-1);
  return last === undefined ? 'none' : `${last.method} ${last.path}`;
}
