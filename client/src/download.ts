export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const TIMEOUT_MILLISECONDS = 5_000;
const MAX_BYTES = 65_536;
const JSON_TYPE = /^application\/(jwk-set\+)?json\b/i;
const MAX_AGE = /\bmax-age=(\d+)/i;

export interface JsonText {
  readonly text: string;
  /** Of `Cache-Control`, RFC 9111 section 5.2.2.1. */
  readonly maxAgeSeconds: number | undefined;
}

/** Asks for JSON. Throws where the answer is not 200; a redirect is not, and is not followed. */
export async function requestJson(url: string, fetch: Fetch = globalThis.fetch): Promise<Response> {
  const response = await fetch(url, {
    // Workers throw on `redirect: 'error'`.
    redirect: 'manual',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  return response;
}

/** Reads an answer of at most 64 KB. Throws where it is longer, or is not JSON by its content type. */
export async function readJsonText({ headers, body }: Response): Promise<JsonText> {
  if (!JSON_TYPE.test(headers.get('content-type') ?? '')) throw new Error('not JSON');
  const reader = body?.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read()) {
    chunks.push(chunk.value);
    bytes += chunk.value.length;
    if (bytes > MAX_BYTES) {
      await reader?.cancel();
      throw new Error('over 64 KB');
    }
  }
  const maxAge = MAX_AGE.exec(headers.get('cache-control') ?? '')?.[1];
  return {
    text: await new Blob(chunks).text(),
    maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge),
  };
}
