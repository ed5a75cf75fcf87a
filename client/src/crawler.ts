/**
 * Knows genuine search crawlers by reverse and forward DNS, on servers of Node.js.
 *
 * @module
 */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { createRecent } from './recent.ts';

export interface Crawler {
  readonly name: string;
  /** What its `User-Agent` has in it, in lower case. Nobody else is looked up. */
  readonly agent: string;
  /** The domain that the names of its machines end in. */
  readonly domain: string;
}

/**
 * The two that publish this method. Google's names under google.com and googleusercontent.com are left out: behind them
 * stand fetchers that act for whoever asks them to.
 * developers.google.com/search/docs/crawling-indexing/verifying-googlebot
 * bing.com/webmasters/help/how-to-verify-bingbot-3905dc26
 */
export const CRAWLERS: readonly Crawler[] = Object.freeze([
  Object.freeze({ name: 'googlebot', agent: 'googlebot', domain: 'googlebot.com' }),
  Object.freeze({ name: 'bingbot', agent: 'bingbot', domain: 'search.msn.com' }),
]);

/** What is asked of DNS; `Resolver` of `node:dns/promises` can do it. */
export type CrawlerResolver = Pick<Resolver, 'reverse' | 'resolve4' | 'resolve6'>;

export interface CrawlerOptions {
  /** Default: Google's and Bing's. */
  readonly crawlers?: readonly Crawler[];
  /** Default: the machine's resolver, 1 s a try and two tries. */
  readonly resolver?: CrawlerResolver;
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
}

export interface Caller {
  /**
   * The address that the connection came from, as your server or your own proxy knows it. Never the first entry of an
   * `X-Forwarded-For` that the caller may have written.
   */
  readonly address: string | undefined;
  /** The `User-Agent` header. */
  readonly userAgent: string | null | undefined;
}

/** The crawler's name; `undefined` for everybody else, and where DNS did not answer. It never throws. */
export type VerifyCrawler = (caller: Caller) => Promise<string | undefined>;

const KEPT = 1_000;
/** A crawler's machine has one name. Whose reverse zone lists thousands would have us ask for each. */
const MOST_NAMES = 4;
const CRAWLER_MILLISECONDS = 24 * 3_600_000;
/** Anybody else: Node.js tells a name server that fails from a name that is not there in no way to rely on. */
const OTHER_MILLISECONDS = 5 * 60_000;

/** A machine is a crawler's if the name of its address is under the crawler's domain and leads back to the address. */
export function createCrawlerVerifier(options: CrawlerOptions = {}): VerifyCrawler {
  const { crawlers = CRAWLERS, resolver = new Resolver({ timeout: 1_000, tries: 2 }) } = options;
  const { now = Date.now } = options;
  const known = createRecent<string, { readonly names: Promise<readonly string[]>; goodUntil: number }>(KEPT);

  /** The names of an address that lead back to it. */
  function namesOf(address: string): Promise<readonly string[]> {
    const held = known.get(address);
    if (held !== undefined && now() < held.goodUntil) return held.names;
    const askedAt = now();
    const entry = {
      names: confirmedNames(resolver, address, crawlers).catch(() => []),
      goodUntil: askedAt + CRAWLER_MILLISECONDS,
    };
    void entry.names.then(({ length }) => {
      if (length === 0) entry.goodUntil = askedAt + OTHER_MILLISECONDS;
    });
    known.set(address, entry);
    return entry.names;
  }

  return async function verifyCrawler({ address, userAgent }) {
    const agent = (userAgent ?? '').toLowerCase();
    const claimed = crawlers.find((crawler) => agent.includes(crawler.agent));
    const plain = plainAddress(address);
    if (claimed === undefined || plain === undefined) return undefined;
    const names = await namesOf(plain);
    return names.some((name) => isUnder(name, claimed.domain)) ? claimed.name : undefined;
  };
}

/** @throws where DNS does not answer, or has no such name */
async function confirmedNames(
  resolver: CrawlerResolver,
  address: string,
  crawlers: readonly Crawler[],
): Promise<readonly string[]> {
  const names = await resolver.reverse(address);
  const candidates = names
    .filter((name) => crawlers.some(({ domain }) => isUnder(name, domain)))
    .slice(0, MOST_NAMES);
  const confirmed = await Promise.all(
    candidates.map(async (name) => {
      const back = await (isIP(address) === 4 ? resolver.resolve4(name) : resolver.resolve6(name));
      return back.some((one) => canonical(one) === canonical(address));
    }),
  );
  return candidates.filter((_, index) => confirmed[index]);
}

/** `::ffff:192.0.2.1`, as dual-stack servers write IPv4 (RFC 4291 section 2.5.5.2), is `192.0.2.1`. */
function plainAddress(address = ''): string | undefined {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(plain) === 0 ? undefined : plain;
}

const canonical = (address: string): string =>
  isIP(address) === 6 ? new URL(`http://[${address}]`).hostname : address;

function isUnder(name: string, domain: string): boolean {
  return name.toLowerCase().replace(/\.$/, '').endsWith(`.${domain}`);
}
