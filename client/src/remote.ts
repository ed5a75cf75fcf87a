import { readJsonText, requestJson, type Fetch } from './download.ts';
import type { GatefoldError } from './errors.ts';

const DEFAULT_FRESH_SECONDS = 300;
const MIN_FRESH_SECONDS = 60;
const MAX_FRESH_SECONDS = 3_600;
/** Between two calls ahead of time, or through an outage, while a copy is held. */
const RETRY_SECONDS = 30;
/** Between two calls while none is held. */
const RETRY_EMPTY_SECONDS = 1;

/** In a Worker the promise of one request may never settle for another, so each makes its own call. */
const SHARES_CALLS = !('navigator' in globalThis && navigator.userAgent === 'Cloudflare-Workers');

interface Options<Document> {
  readonly url: string;
  readonly fetch?: Fetch | undefined;
  /** Milliseconds since 1970. Only ages are taken from it; a copy from the future counts as old. */
  readonly now: () => number;
  /** How long after the last good call a copy is served through an outage. */
  readonly staleSeconds: number;
  /** Turns the text into what is kept; throws or rejects where it must not be used. */
  readonly read: (text: string) => Document | Promise<Document>;
  readonly fault: (kind: 'unavailable' | 'invalid', cause: unknown) => GatefoldError;
}

/** A JSON document of the issuer's: kept while fresh, and for longer while no good one can be had. */
export interface Remote<Document> {
  /** What `current` would answer without a call, where it would. */
  readonly ready: () => Document | undefined;
  /** @throws what `fault` makes, where no copy is held and none can be had */
  readonly current: () => Promise<Document>;
  /** Asks again although the copy is fresh, at most every 30 s. */
  readonly renewed: () => Promise<Document>;
}

export function createRemote<Document>(options: Options<Document>): Remote<Document> {
  const { url, fetch, now, staleSeconds, read, fault } = options;
  let copy: { document: Document; text: string; askedAt: number; freshSeconds: number } | undefined;
  let askedAt = -Infinity;
  let failure: GatefoldError | undefined;
  let inFlight: Promise<void> | undefined;

  const isWithin = (seconds: number, since: number) => {
    const age = now() - since;
    return age >= 0 && age < seconds * 1_000;
  };

  const held = () => (copy !== undefined && isWithin(staleSeconds, copy.askedAt) ? copy.document : undefined);

  const isResting = () =>
    held() === undefined
      ? failure !== undefined && isWithin(RETRY_EMPTY_SECONDS, askedAt)
      : isWithin(RETRY_SECONDS, askedAt);

  async function call(): Promise<void> {
    const at = now();
    askedAt = at;
    let answered = false;
    try {
      const response = await requestJson(url, fetch);
      answered = true;
      const { text, maxAgeSeconds = DEFAULT_FRESH_SECONDS } = await readJsonText(response);
      const document = copy?.text === text ? copy.document : await read(text);
      const freshSeconds = Math.min(Math.max(maxAgeSeconds, MIN_FRESH_SECONDS), MAX_FRESH_SECONDS);
      copy = { document, text, askedAt: at, freshSeconds };
      failure = undefined;
    } catch (cause) {
      failure = fault(answered ? 'invalid' : 'unavailable', cause);
    }
  }

  async function renewed(): Promise<Document> {
    if (inFlight === undefined || !SHARES_CALLS) {
      inFlight = isResting() ? undefined : call().finally(() => (inFlight = undefined));
    }
    await inFlight;
    const document = held();
    if (document === undefined) throw failure ?? fault('unavailable', undefined);
    return document;
  }

  function ready(): Document | undefined {
    if (copy !== undefined && isWithin(copy.freshSeconds, copy.askedAt)) return copy.document;
    return failure !== undefined && isResting() ? held() : undefined;
  }

  return { ready, renewed, current: async () => ready() ?? renewed() };
}
