import { GatefoldError } from './errors.ts';
import { readPaidHtml } from './paid-html.ts';
import type { Session } from './session.ts';

/** `refused` where the server says that the reader may not read it. */
export type PaidText = DocumentFragment | 'refused';

/**
 * Fetches the paid text with the reader's token, which follows no redirect. A token that the server does not take is
 * replaced by a new one, once.
 *
 * @throws {GatefoldError} content_refused, content_unavailable, source_refused; or what the session rejects with
 */
export async function fetchPaidText(
  session: Session<string>,
  source: URL,
  signal: AbortSignal,
): Promise<PaidText> {
  let response = await ask(await session.token());
  if (response.status === 401) {
    await session.refresh();
    response = await ask(await session.token());
  }
  const { status, type, headers } = response;
  if (type === 'opaqueredirect') throw new GatefoldError('source_refused', 'it redirects');
  if (status === 401) throw new GatefoldError('content_refused', String(status));
  if (status === 402 || status === 403) return 'refused';
  const isHtml = headers.get('content-type')?.startsWith('text/html') === true;
  if (!response.ok || !isHtml) throw unavailable(new Error(`status ${status}`));
  return readPaidHtml(await response.text().catch(fail));

  function ask(token: string | undefined): Promise<Response> {
    const headers = { accept: 'text/html', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    return fetch(source, { headers, redirect: 'manual', cache: 'no-store', signal }).catch(fail);
  }
}

const unavailable = (cause: unknown) => new GatefoldError('content_unavailable', undefined, cause);

function fail(cause: unknown): never {
  throw unavailable(cause);
}
