/**
 * Gates the pages and APIs of a site's own server: any server that speaks `Request` and `Response`.
 *
 * @module
 */
import { unknownFeature } from './access.ts';
import { readToken } from './bearer.ts';
import { REGISTERED } from './claims.ts';
import type { KeySetErrorCode, RevocationsErrorCode, TokenErrorCode } from './errors.ts';
import { createRefusal, GATE_HEADERS, type Gate, type Locked, type UnlockedForCrawler } from './gate.ts';
import { createHop, hasHopped, headersAfterHop, mayHop } from './hop.ts';
import { signInUrl, subscribeUrl } from './links.ts';
import type { Verifier } from './verifier.ts';

export type { Gate, GateHeaders, Locked, Unlocked, UnlockedForCrawler } from './gate.ts';

export interface GateOptions {
  /** The origin under which readers see the site. Default: the request's, which is the wrong one behind a proxy. */
  readonly publicOrigin?: string;
  /** Where the feature is sold. Default: the service's own page. */
  readonly offerUrl?: string;
}

export interface CrawlerOptions extends GateOptions {
  /**
   * Whether to open the page to this caller, who holds no token that opens it. Asked for GET and HEAD only.
   * `createCrawlerVerifier` of `@gatefold/client/crawler` knows the genuine ones.
   *
   * @param address as it was handed to the gate
   */
  readonly allowCrawler: (request: Request, address: string | undefined) => boolean | Promise<boolean>;
}

/** @param address where the connection came from, as your server or your own proxy knows it; for `allowCrawler` alone */
export type GateFunction<Answer> = (request: Request, address?: string) => Promise<Answer>;

/**
 * A gate that asks for one feature. It reads the access token from `Authorization: Bearer`, else from its cookie.
 *
 * @throws {UsageError} feature_unknown
 */
export function requireFeature<Feature extends string>(
  verifier: Verifier<Feature>,
  feature: NoInfer<Feature> | typeof REGISTERED,
  options: CrawlerOptions,
): GateFunction<Gate<Feature> | UnlockedForCrawler>;
export function requireFeature<Feature extends string>(
  verifier: Verifier<Feature>,
  feature: NoInfer<Feature> | typeof REGISTERED,
  options?: GateOptions,
): GateFunction<Gate<Feature>>;
export function requireFeature<Feature extends string>(
  verifier: Verifier<Feature>,
  feature: NoInfer<Feature> | typeof REGISTERED,
  { publicOrigin, offerUrl, allowCrawler }: GateOptions & Partial<CrawlerOptions> = {},
): GateFunction<Gate<Feature> | UnlockedForCrawler> {
  if (![...verifier.features, REGISTERED].includes(feature)) throw unknownFeature(feature);

  function linksFor(page: URL): Locked['links'] {
    const signIn = signInUrl(verifier.issuer, { to: page.href });
    if (feature === REGISTERED) return { signIn };
    return { signIn, offer: offerUrl ?? subscribeUrl(verifier.issuer, { to: page.href }) };
  }

  function lock(
    request: Request,
    why: Locked['why'],
    { code, access }: Pick<Locked<Feature>, 'code' | 'access'> = {},
  ): Locked<Feature> {
    const page = publicUrl(request, publicOrigin);
    const links = linksFor(page);
    return {
      unlocked: false,
      why,
      ...(code && { code }),
      ...(access && { access }),
      sessionEnded: why === 'signed_out' && hasHopped(request),
      ...(isCuredByNewToken(why, code) && mayHop(request) && { hop: createHop(verifier.issuer, page) }),
      headers: access === undefined ? GATE_HEADERS : headersAfterHop(request, page),
      links,
      refusal: () => createRefusal(why, feature, links),
    };
  }

  async function judge(request: Request): Promise<Gate<Feature>> {
    const token = readToken(request);
    if (token === undefined) return lock(request, 'signed_out');
    try {
      const access = await verifier.verify(token);
      if (!access.unlocks(feature)) return lock(request, 'not_entitled', { access });
      const headers = headersAfterHop(request, publicUrl(request, publicOrigin));
      return { unlocked: true, why: 'entitled', access, headers };
    } catch (error) {
      return lock(request, 'token_refused', { code: refusalCodeOf(error) });
    }
  }

  return async function gate(request, address) {
    const judged = await judge(request);
    if (judged.unlocked || allowCrawler === undefined || !isRead(request)) return judged;
    return (await allowCrawler(request, address))
      ? { unlocked: true, why: 'crawler', headers: { ...GATE_HEADERS, 'X-Robots-Tag': 'noarchive' } }
      : judged;
  };
}

type RefusalCode = TokenErrorCode | KeySetErrorCode | RevocationsErrorCode;

const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

function publicUrl({ url }: Request, publicOrigin = url): URL {
  const { pathname, search } = new URL(url);
  return new URL(new URL(publicOrigin).origin + pathname + search);
}

/** Without the key set a new token is refused like the old one. */
function isCuredByNewToken(why: Locked['why'], code: RefusalCode | undefined): boolean {
  return why === 'signed_out' || (code?.startsWith('token_') ?? false);
}

/** Tells a refusal from a fault by its code: the verifier may come from an entry with error classes of its own. */
function refusalCodeOf(error: unknown): RefusalCode {
  if (error instanceof Error && 'code' in error && isRefusalCode(error.code)) return error.code;
  throw error;
}

const isRefusalCode = (code: unknown): code is RefusalCode =>
  typeof code === 'string' && /^(token|key_set|keys|revocations)_/.test(code);
