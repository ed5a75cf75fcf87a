/**
 * So many articles a month are free. For readers to taste, not to keep anybody out: who deletes their cookies starts
 * anew, and a client that keeps none reads on. A member without the feature is counted at the service, on all devices.
 *
 * @module
 */
import { readToken } from './bearer.ts';
import type { REGISTERED } from './claims.ts';
import type { Access } from './access.ts';
import type { Fetch } from './download.ts';
import { UsageError } from './errors.ts';
import {
  GATE_HEADERS,
  type GateHeaders,
  type Locked,
  type Unlocked,
  type UnlockedForCrawler,
} from './gate.ts';
import { createMeterCookie, shortHash } from './meter-cookie.ts';
import { askService } from './meter-service.ts';
import {
  asTold,
  carryOver,
  countOf,
  isSynced,
  monthOf,
  MOST_ARTICLES,
  openHere,
  unsyncedOf,
  type MeterCount,
  type Tally,
} from './meter-tally.ts';
import { requireFeature, type CrawlerOptions, type GateFunction, type GateOptions } from './server.ts';
import type { Verifier } from './verifier.ts';

export type { MeterCount } from './meter-tally.ts';

export interface MeterOptions extends GateOptions, Partial<CrawlerOptions> {
  /** Articles a month, 1 to 100. */
  readonly free: number;
  /** Secrets of the site, 32 characters or more. The first signs; older ones are still read, so that it can be changed. */
  readonly secrets: readonly string[];
  /** What is counted once. Default: the path of the request, without its query. */
  readonly article?: (request: Request) => string;
  /** Where the month begins: an IANA name. Default: `UTC`. */
  readonly timeZone?: string;
  /** For the count at the service. Default: the platform's. */
  readonly fetch?: Fetch;
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
}

/** One of the month's free articles. */
export interface UnlockedByMeter<Feature extends string> {
  readonly unlocked: true;
  readonly why: 'metered';
  /** What a member does hold. */
  readonly access?: Access<Feature>;
  readonly meter: MeterCount;
  readonly hop?: undefined;
  readonly headers: GateHeaders;
}

/** `meter` is there for readers who are counted. */
export type MeteredGate<Feature extends string> =
  | (Unlocked<Feature> & { readonly meter?: undefined })
  | (UnlockedForCrawler & { readonly meter?: undefined })
  | UnlockedByMeter<Feature>
  | (Locked<Feature> & { readonly meter?: MeterCount });

/**
 * `requireFeature`, with a meter for those who do not hold the feature.
 *
 * @throws {UsageError} feature_unknown, configuration_invalid
 */
export function meterFeature<Feature extends string>(
  verifier: Verifier<Feature>,
  feature: NoInfer<Feature> | typeof REGISTERED,
  options: MeterOptions,
): GateFunction<MeteredGate<Feature>> {
  const { free, secrets, article = pathOf, timeZone = 'UTC', fetch, now = Date.now, allowCrawler } = options;
  checkMeter(free, timeZone);
  const cookie = createMeterCookie(secrets, verifier.audience);
  const judge = requireFeature<Feature>(verifier, feature, {
    ...options,
    allowCrawler: allowCrawler ?? (() => false),
  });

  async function count(request: Request, tally: Tally, opened: string, member?: string): Promise<Tally> {
    const token = readToken(request);
    if (member === undefined || token === undefined || isSynced(tally, opened))
      return openHere(tally, opened, free);
    const question = { month: tally.month, articles: unsyncedOf(tally), open: opened, free };
    const told = await askService(verifier.issuer, token, question, fetch);
    return told === undefined ? openHere(tally, opened, free) : asTold(tally, told);
  }

  return async function gate(request, address) {
    const judged = await judge(request, address);
    if (judged.unlocked || judged.hop !== undefined || !isRead(request)) return judged;
    const member = judged.access?.member;
    const holder = member === undefined ? '' : await shortHash('member', member);
    const kept = await cookie.read(request);
    const tally = carryOver(kept, monthOf(new Date(now()), timeZone), holder);
    const opened = await shortHash('article', article(request));
    if (!isVisit(request) && !tally.articles.includes(opened)) return uncounted(request, judged, tally);

    const counted = await count(request, tally, opened, member);
    const meter = countOf(counted, free);
    const isSecure = (options.publicOrigin ?? request.url).startsWith('https:');
    const headers =
      JSON.stringify(counted) === JSON.stringify(kept)
        ? judged.headers
        : { ...judged.headers, 'Set-Cookie': await cookie.write(counted, isSecure) };
    if (!counted.articles.includes(opened)) return { ...judged, meter, headers };
    const { access } = judged;
    return { unlocked: true, why: 'metered', ...(access && { access }), meter, headers };
  };

  /** A look without a reader opens nothing, and is told nothing that a reader would then be shown in its place. */
  function uncounted(request: Request, locked: Locked<Feature>, tally: Tally): MeteredGate<Feature> {
    const meter = countOf(tally, free);
    return meter.left > 0 && isPrefetch(request)
      ? { ...locked, meter, hop: new Response(null, { status: 503, headers: GATE_HEADERS }) }
      : { ...locked, meter };
  }
}

/** @throws {UsageError} configuration_invalid */
function checkMeter(free: number, timeZone: string): void {
  if (!Number.isInteger(free) || free < 1 || free > MOST_ARTICLES)
    throw new UsageError('configuration_invalid', `free: 1 to ${MOST_ARTICLES}`);
  try {
    monthOf(new Date(0), timeZone);
  } catch {
    throw new UsageError('configuration_invalid', 'timeZone');
  }
}

const pathOf = ({ url }: Request): string => new URL(url).pathname;
const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

/** A page that was fetched ahead may never be looked at. html.spec.whatwg.org, "Sec-Purpose"; Safari and Firefox: older names. */
function isPrefetch({ headers }: Request): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => headers.get(name) ?? '');
  return purposes.some((purpose) => /\b(prefetch|preview)\b/i.test(purpose));
}

const isVisit = (request: Request): boolean => request.method === 'GET' && !isPrefetch(request);
