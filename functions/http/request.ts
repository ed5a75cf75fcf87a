import type { Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { HttpEnv } from './env.ts';
import type { Log } from './log.ts';
import { problem } from './problem.ts';

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
    options.log({ level: 'error', event: 'fault', requestId: c.get('requestId'), error });
    return problem(c, {
      status: 500,
      code: 'internal_error',
      detail: 'Something went wrong on our side. Trying again may help; if not, quote the request id.',
    });
  });
}

function requestId(newRequestId: () => string): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const id = newRequestId();
    c.set('requestId', id);
    await next();
    c.header('x-request-id', id);
    c.header('x-content-type-options', 'nosniff');
  };
}
