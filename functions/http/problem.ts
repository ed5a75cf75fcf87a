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

export const PROBLEM_HEADERS = {
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
} as const;

/** RFC 9457 section 3. */
export function problem(c: HttpContext, refused: Problem): Response {
  return c.body(problemBody(refused, c.get('requestId')), refused.status, PROBLEM_HEADERS);
}

export function problemBody({ status, code, detail, more }: Problem, requestId: string): string {
  return JSON.stringify({
    type: 'about:blank',
    title: TITLES[status] ?? 'Refused',
    status,
    code,
    detail,
    request_id: requestId,
    ...more,
  });
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
