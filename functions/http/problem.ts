import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { HttpContext } from './env.ts';

/** An expected refusal, before it is written as RFC 9457 problem details. */
export interface Problem {
  readonly status: ContentfulStatusCode;
  /** Stable: callers decide by it. docs/errors.md lists them all. */
  readonly code: string;
  /** One sentence for the person who reads the answer; no internals. */
  readonly detail: string;
  /** Further members of the answer, such as `errors` by field or an `offer`. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** RFC 9457 section 3. */
export function problem(c: HttpContext, { status, code, detail, more }: Problem): Response {
  return c.body(
    JSON.stringify({
      type: 'about:blank',
      title: TITLES[status] ?? 'Refused',
      status,
      code,
      detail,
      request_id: c.get('requestId'),
      ...more,
    }),
    status,
    { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  );
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};
