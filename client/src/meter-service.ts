import type { Fetch } from './download.ts';
import { isObject } from './json.ts';

/** A reader does not wait longer for a count; the cookie alone serves then. */
const TIMEOUT_MILLISECONDS = 1_000;

export interface MeterQuestion {
  readonly month: string;
  /** What was read and the service does not know of. */
  readonly articles: readonly string[];
  /** The article that the reader asks for: counted where fewer than `free` are. */
  readonly open: string;
  readonly free: number;
}

/** All articles that the member has read in the month; `undefined` where the service cannot be asked, or refuses. */
export async function askService(
  issuer: string,
  token: string,
  question: MeterQuestion,
  fetch: Fetch = globalThis.fetch,
): Promise<readonly string[] | undefined> {
  try {
    const response = await fetch(`${issuer}/v1/meter`, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    const answer: unknown = response.status === 200 ? await response.json() : undefined;
    return isObject(answer) && isHashes(answer.articles) ? answer.articles : undefined;
  } catch {
    return undefined;
  }
}

const isHashes = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && /^[\w-]{8}$/.test(one));
