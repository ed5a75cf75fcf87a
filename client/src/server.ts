/**
 * Gates the pages and APIs of a site's own server: any server that speaks `Request` and `Response`.
 *
 * @module
 */
import { unknownFeature } from './access.ts';
import { ACCESS_TOKEN_COOKIE, REGISTERED } from './claims.ts';
import { readCookie } from './cookies.ts';
import type { KeySetErrorCode, TokenErrorCode } from './errors.ts';
import { createRefusal, GATE_HEADERS, type Gate, type Locked } from './gate.ts';
import { createHop, hasHopped, headersAfterHop, mayHop } from './hop.ts';
import { subscribeUrl } from './links.ts';
import type { Verifier } from './verifier.ts';

export type { Gate, Locked, Unlocked } from './gate.ts';

export interface GateOptions {
  /** The origin under which readers see the site. Default: the request's, which is the wrong one behind a proxy. */
  readonly publicOrigin?: string;
  /** Where the feature is sold. Default: the service's own page. */
  readonly offerUrl?: string;
}

/**
 * A gate that asks for one feature. It reads the access token from `Authorization: Bearer`, else from its cookie.
 *
 * @throws {UsageError} feature_unknown
 */
export function requireFeature<Feature extends string>(
  verifier: Verifier<Feature>,
  feature: NoInfer<Feature> | typeof REGISTERED,
  { publicOrigin, offerUrl }: GateOptions = {},
): (request: Request) => Promise<Gate<Feature>> {
  if (![...verifier.features, REGISTERED].includes(feature)) throw unknownFeature(feature);

  function lock(
    request: Request,
    why: Locked['why'],
    { code, access }: Pick<Locked<Feature>, 'code' | 'access'> = {},
  ): Locked<Feature> {
    const page = publicUrl(request, publicOrigin);
    const offer = offerUrl ?? subscribeUrl(verifier.issuer, { to: page.href });
    return {
      unlocked: false,
      why,
      ...(code && { code }),
      ...(access && { access }),
      sessionEnded: why === 'signed_out' && hasHopped(request),
      ...(isCuredByNewToken(why, code) && mayHop(request) && { hop: createHop(verifier.issuer, page) }),
      headers: access === undefined ? GATE_HEADERS : headersAfterHop(request, page),
      refusal: () => createRefusal(why, feature, offer),
    };
  }

  return async function gate(request) {
    const token = readToken(request);
    if (token === undefined) return lock(request, 'signed_out');
    try {
      const access = await verifier.verify(token);
      if (!access.unlocks(feature)) return lock(request, 'not_entitled', { access });
      const headers = headersAfterHop(request, publicUrl(request, publicOrigin));
      return { unlocked: true, access, headers };
    } catch (error) {
      return lock(request, 'token_refused', { code: refusalCodeOf(error) });
    }
  };
}

type RefusalCode = TokenErrorCode | KeySetErrorCode;

function readToken(request: Request): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  return (
    bearer ??
    readCookie(request, `__Secure-${ACCESS_TOKEN_COOKIE}`) ??
    readCookie(request, ACCESS_TOKEN_COOKIE)
  );
}

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
  typeof code === 'string' && /^(token|key_set|keys)_/.test(code);
