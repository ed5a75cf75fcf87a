import { readText, request, type Expected, type Fetch } from './download.ts';
import type { GatefoldError } from './errors.ts';

const DEFAULT_FRESH_SECONDS = 300;
const MIN_FRESH_SECONDS = 60;
const MAX_FRESH_SECONDS = 3_600;
/** A call that took longer was not ended by its time-out: the machine slept, as serverless ones do between requests. */
const SLEPT_SECONDS = 10;

/** In a Worker the promise of one request may never settle for another, so each makes its own call and waits for it. */
const SHARES_CALLS = !('navigator' in globalThis && navigator.userAgent === 'Cloudflare-Workers');

interface Options<Document> extends Expected {
  readonly url: string;
  readonly fetch?: Fetch | undefined;
  /** Milliseconds since 1970. Only ages are taken from it; a copy from the future counts as old. */
  readonly now: () => number;
  /** How long after the last good call a copy is served through an outage. */
  readonly staleSeconds: number;
  /** How long a copy is fresh, whatever its `max-age` says. */
  readonly freshSeconds?: number;
  /** Between two calls ahead of time, or through an outage, while a copy is held. Default: 30. */
  readonly retrySeconds?: number;
  /** Between two calls while none is held. Default: 1. */
  readonly retryEmptySeconds?: number;
  /** Turns the text into what is kept; throws or rejects where it must not be used. */
  readonly read: (text: string) => Document | Promise<Document>;
  readonly fault: (kind: 'unavailable' | 'invalid', cause: unknown) => GatefoldError;
}

/** A document of the issuer's: kept while fresh, and for longer while no good one can be had. */
export interface Remote<Document> {
  /** What serves without waiting, where a copy does. It begins a call where one is due. */
  readonly ready: () => Document | undefined;
  /** @throws what `fault` makes, where no copy is held and none can be had */
  readonly current: () => Promise<Document>;
  /** Asks again although the copy is fresh, at most every `retrySeconds`, and waits for the answer. */
  readonly renewed: () => Promise<Document>;
}

export function createRemote<Document>(options: Options<Document>): Remote<Document> {
  const { url, fetch, now, staleSeconds, read, fault, retrySeconds = 30, retryEmptySeconds = 1 } = options;
  let copy: Document | undefined;
  let copiedText: string | undefined;
  let copiedAt = 0;
  let freshSeconds = 0;
  let askedAt = 0;
  let failure: GatefoldError | undefined;
  let inFlight: Promise<void> | undefined;

  const isWithin = (seconds: number, since: number) => {
    const age = now() - since;
    return age >= 0 && age < seconds * 1_000;
  };

  const held = () => (staleSeconds === Infinity || isWithin(staleSeconds, copiedAt) ? copy : undefined);

  const isResting = () =>
    held() === undefined
      ? failure !== undefined && isWithin(retryEmptySeconds, askedAt)
      : isWithin(retrySeconds, askedAt);

  async function call(): Promise<void> {
    const at = (askedAt = now());
    let kind: 'unavailable' | 'invalid' = 'unavailable';
    try {
      const response = await request(url, fetch);
      kind = 'invalid';
      const text = await readText(response, options);
      if (text !== copiedText) copy = await read(text);
      copiedText = text;
      copiedAt = at;
      freshSeconds = options.freshSeconds ?? freshSecondsOf(response);
      failure = undefined;
    } catch (cause) {
      failure = isWithin(SLEPT_SECONDS, at) ? fault(kind, cause) : undefined;
    }
  }

  /** Calls where it is time to, and settles with the call. */
  function renew(): Promise<void> | undefined {
    if (inFlight === undefined || !SHARES_CALLS) {
      inFlight = isResting() ? undefined : call().finally(() => (inFlight = undefined));
    }
    return inFlight;
  }

  async function renewed(): Promise<Document> {
    await renew();
    const document = held();
    if (document === undefined) throw failure ?? fault('unavailable', undefined);
    return document;
  }

  /**
   * A copy past its time serves while it is renewed: for `retrySeconds`, so that no reader of a busy site waits, and
   * through a known outage. One that lay unused for longer may hold what is long withdrawn, and is renewed first.
   */
  function ready(): Document | undefined {
    if (copy === undefined || isWithin(freshSeconds, copiedAt)) return copy;
    if (!SHARES_CALLS) return failure !== undefined && isResting() ? held() : undefined;
    if (failure === undefined && !isWithin(freshSeconds + retrySeconds, copiedAt)) return undefined;
    void renew();
    return held();
  }

  return { ready, renewed, current: async () => ready() ?? renewed() };
}

/** RFC 9111 section 5.2.2.1. */
function freshSecondsOf({ headers }: Response): number {
  const maxAge = /\bmax-age=(\d+)/i.exec(headers.get('cache-control') ?? '')?.[1];
  return Math.min(Math.max(Number(maxAge ?? DEFAULT_FRESH_SECONDS), MIN_FRESH_SECONDS), MAX_FRESH_SECONDS);
}
