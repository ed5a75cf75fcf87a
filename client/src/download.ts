export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const TIMEOUT_MILLISECONDS = 5_000;
const MAX_JSON_BYTES = 65_536;
const JSON_TYPE = /^application\/(jwk-set\+)?json\b/i;
/** Throws where the answer is not 200; a redirect is not, and is not followed. */
export async function request(url: string, fetch: Fetch = globalThis.fetch): Promise<Response> {
  const response = await fetch(url, {
    // Workers throw on `redirect: 'error'`.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  return response;
}

export interface Expected {
  /** Default: JSON. */
  readonly contentType?: RegExp;
  /** Default: 64 KB. */
  readonly maxBytes?: number;
}

/** Reads an answer. Throws where it is longer than expected, or is of another content type. */
export async function readText(
  { headers, body }: Response,
  { contentType = JSON_TYPE, maxBytes = MAX_JSON_BYTES }: Expected,
): Promise<string> {
  if (!contentType.test(headers.get('content-type') ?? '')) throw new Error('content type');
  const reader = body?.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read()) {
    chunks.push(chunk.value);
    bytes += chunk.value.length;
    if (bytes > maxBytes) {
      await reader?.cancel();
      throw new Error('too long');
    }
  }
  return new Blob(chunks).text();
}
