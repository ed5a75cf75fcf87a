import { parseHtml, type Element } from './html.ts';
import type { Visit } from './visits.ts';

const TIMEOUT_MILLISECONDS = 15_000;
const MAX_BYTES = 8_000_000;
const MOST_REDIRECTS = 5;

/** What came back, read. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The body as HTML; empty where it is none. */
  readonly page: Element;
}

/** Asks once, follows redirects, and keeps no cookies, as strangers do. @throws where nobody answers */
export async function ask(
  url: string,
  { method = 'GET', headers }: Pick<Visit, 'headers'> & { method?: string },
): Promise<Answer> {
  let at = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const response = await fetch(at, {
      method,
      // A token is for its own site and goes nowhere else.
      headers: new URL(at).origin === new URL(url).origin ? headers : withoutToken(headers),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    const location = response.headers.get('location');
    if (location === null || response.status < 300 || response.status > 399) return read(at, response);
    await response.body?.cancel();
    at = new URL(location, at).href;
  }
  throw new Error(`${url} redirects more than ${MOST_REDIRECTS} times`);
}

async function read(url: string, response: Response): Promise<Answer> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) break;
    chunks.push(chunk);
  }
  const body = await new Blob(chunks).text();
  const isHtml = /\bx?html\b/i.test(response.headers.get('content-type') ?? 'html');
  return {
    url,
    status: response.status,
    headers: response.headers,
    body,
    page: parseHtml(isHtml ? body : ''),
  };
}

function withoutToken(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'authorization' && name !== 'cookie'),
  );
}
