export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const TIMEOUT_MILLISECONDS = 5_000;
const MAX_JSON_BYTES = 65_536;
const JSON_TYPE = /^application\/(jwk-set\+)?json\b/i;
const MAX_AGE = /\bmax-age=(\d+)/i;

export interface Download {
  readonly text: string;
  /** Of `Cache-Control`, RFC 9111 section 5.2.2.1. */
  readonly maxAgeSeconds: number | undefined;
}

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

/** Reads an answer. Throws where it is longer than may be, or is of another content type; by default JSON of 64 KB. */
export async function readText(
  { headers, body }: Response,
  contentType = JSON_TYPE,
  maxBytes = MAX_JSON_BYTES,
): Promise<Download> {
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
  const maxAge = MAX_AGE.exec(headers.get('cache-control') ?? '')?.[1];
  return {
    text: await new Blob(chunks).text(),
    maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge),
  };
}
