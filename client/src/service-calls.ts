import type { Fetch } from './download.ts';
import { ServiceRefused, ServiceUnavailable } from './errors.ts';
import { isName, isObject } from './json.ts';

const TIMEOUT_MILLISECONDS = 10_000;
const PROBLEM_TYPE = 'application/problem+json';

/** An access token as the service answers it, RFC 6749 section 5.1. */
export interface TokenAnswer {
  readonly token: string;
  /** The service's time, seconds since 1970. */
  readonly now: number;
}

export type Post = (path: string, body: Readonly<Record<string, unknown>>) => Promise<unknown>;

/**
 * Calls the service as a script of the site: JSON, and the cookies that no script sees.
 *
 * @throws {ServiceRefused} whatever the service refuses with problem details (RFC 9457)
 * @throws {ServiceUnavailable} service_unavailable, where it did not answer, or something in its place did
 */
export function createPost(issuer: string, fetch: Fetch = globalThis.fetch): Post {
  return async (path, body) => {
    try {
      const response = await fetch(issuer + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        credentials: 'include',
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      if (response.status === 204) return undefined;
      if (!response.ok) throw await refusalIn(response);
      return (await response.json()) as unknown;
    } catch (cause) {
      if (cause instanceof ServiceRefused || cause instanceof ServiceUnavailable) throw cause;
      throw new ServiceUnavailable(cause);
    }
  };
}

async function refusalIn(response: Response): Promise<ServiceRefused | ServiceUnavailable> {
  const { status, headers } = response;
  const retryAfterSeconds = readRetryAfter(headers.get('retry-after'));
  const isProblem = headers.get('content-type')?.startsWith(PROBLEM_TYPE) === true;
  const problem: unknown = isProblem ? await response.json() : undefined;
  return status < 500 && isObject(problem) && isName(problem.code)
    ? new ServiceRefused(problem.code, status, problem, retryAfterSeconds)
    : new ServiceUnavailable(new Error(`status ${status}`), retryAfterSeconds);
}

/** Seconds, RFC 9110 section 10.2.3; the form with a date would need a clock that is right. */
function readRetryAfter(value: string | null): number | undefined {
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}

/** @throws {ServiceUnavailable} */
export function readTokenAnswer(answer: unknown): TokenAnswer {
  if (isObject(answer) && isName(answer.access_token) && Number.isFinite(answer.now))
    return { token: answer.access_token, now: answer.now as number };
  throw new ServiceUnavailable(new Error('not a token’s answer'));
}
