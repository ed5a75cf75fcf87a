import type { Access } from './access.ts';
import { REGISTERED } from './claims.ts';
import type { KeySetErrorCode, RevocationsErrorCode, TokenErrorCode } from './errors.ts';

/** For every answer of a gated page, locked or not: no shared cache may keep it, and the next reader is another. */
export const GATE_HEADERS = Object.freeze({
  'Cache-Control': 'private, no-store',
  Vary: 'Cookie, Authorization',
});

export type GateHeaders = typeof GATE_HEADERS & {
  /** Once a hop has brought a good token, so that the next one may be made at once; or the meter's count. */
  readonly 'Set-Cookie'?: string;
  /** For a crawler: what it was shown is for its index, not for a copy that strangers read. */
  readonly 'X-Robots-Tag'?: string;
};

export type Gate<Feature extends string> = Unlocked<Feature> | Locked<Feature>;

export interface Unlocked<Feature extends string> {
  readonly unlocked: true;
  readonly why: 'entitled';
  readonly access: Access<Feature>;
  /** Never there: so that one line can answer with a hop, whatever the gate. */
  readonly hop?: undefined;
  readonly headers: GateHeaders;
}

/** For a crawler that `allowCrawler` let in. Nobody is signed in. */
export interface UnlockedForCrawler {
  readonly unlocked: true;
  readonly why: 'crawler';
  readonly access?: undefined;
  readonly hop?: undefined;
  readonly headers: GateHeaders;
}

export interface Locked<Feature extends string = string> {
  readonly unlocked: false;
  readonly why: 'signed_out' | 'token_refused' | 'not_entitled';
  /** What is behind `token_refused`. */
  readonly code?: TokenErrorCode | KeySetErrorCode | RevocationsErrorCode;
  /** What the member does hold, with `not_entitled`; without `why` there, it is nothing that was bought or granted. */
  readonly access?: Access<Feature>;
  /** A hop came back without a token: the browser had a session, and it is over. */
  readonly sessionEnded: boolean;
  /** Answers in the page's place, where there is one: it sends the browser for a new token and back, once. */
  readonly hop?: Response;
  readonly headers: GateHeaders;
  /** Where this reader goes from here, and comes back to this page. `registered` is not for sale and has no offer. */
  readonly links: { readonly signIn: string; readonly offer?: string };
  /** Problem details (RFC 9457) for a caller that is not a browser: 401, or 402 with the offer. */
  readonly refusal: () => Response;
}

interface Refusal {
  readonly status: 401 | 402;
  readonly title: string;
  /** RFC 6750 section 3.1: a caller that sent no token is not told of an error. */
  readonly authenticate?: string;
}

const TOKEN_REFUSED: Refusal = {
  status: 401,
  title: 'The access token was refused',
  authenticate: 'Bearer error="invalid_token"',
};

const REFUSALS: Readonly<Record<Locked['why'], Refusal>> = {
  signed_out: { status: 401, title: 'Sign in to read this', authenticate: 'Bearer' },
  token_refused: TOKEN_REFUSED,
  not_entitled: { status: 402, title: 'No plan of this member includes this' },
};

/** What costs nothing but a proved address. A member lacks it until the first sign-in by code; RFC 9470 section 3. */
const REFUSALS_OF_REGISTERED: Readonly<Record<Locked['why'], Refusal>> = {
  signed_out: { status: 401, title: 'Sign in to read this; it is free', authenticate: 'Bearer' },
  token_refused: TOKEN_REFUSED,
  not_entitled: {
    status: 401,
    title: 'Sign in by a code to your address to read this; it is free',
    authenticate: 'Bearer error="insufficient_user_authentication"',
  },
};

export function createRefusal(why: Locked['why'], feature: string, links: Locked['links']): Response {
  const refusals = feature === REGISTERED ? REFUSALS_OF_REGISTERED : REFUSALS;
  const { status, title, authenticate } = refusals[why];
  const details = {
    ...{ type: 'about:blank', title, status, code: why, feature },
    ...(status === 401 && { sign_in: links.signIn }),
    ...(links.offer !== undefined && { offer: links.offer }),
  };
  return new Response(JSON.stringify(details), {
    status,
    headers: {
      ...GATE_HEADERS,
      'Content-Type': 'application/problem+json',
      ...(authenticate !== undefined && { 'WWW-Authenticate': authenticate }),
    },
  });
}
