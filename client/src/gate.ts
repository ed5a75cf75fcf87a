import type { Access } from './access.ts';
import type { KeySetErrorCode, TokenErrorCode } from './errors.ts';

/** For every answer of a gated page, locked or not: no shared cache may keep it, and the next reader is another. */
export const GATE_HEADERS = Object.freeze({
  'Cache-Control': 'private, no-store',
  Vary: 'Cookie, Authorization',
});

export type GateHeaders = typeof GATE_HEADERS & {
  /** Once a hop has brought a good token, so that the next one may be made at once. */
  readonly 'Set-Cookie'?: string;
};

export type Gate<Feature extends string> = Unlocked<Feature> | Locked<Feature>;

export interface Unlocked<Feature extends string> {
  readonly unlocked: true;
  readonly access: Access<Feature>;
  /** Never there: so that one line can answer with a hop, whatever the gate. */
  readonly hop?: undefined;
  readonly headers: GateHeaders;
}

export interface Locked<Feature extends string = string> {
  readonly unlocked: false;
  readonly why: 'signed_out' | 'token_refused' | 'not_entitled';
  /** What is behind `token_refused`. */
  readonly code?: TokenErrorCode | KeySetErrorCode;
  /** What the member does hold, with `not_entitled`; without `why` there, it is nothing that was bought or granted. */
  readonly access?: Access<Feature>;
  /** A hop came back without a token: the browser had a session, and it is over. */
  readonly sessionEnded: boolean;
  /** Sends the browser for a new token and back, once. Where there is one, answer with it. */
  readonly hop?: Response;
  readonly headers: GateHeaders;
  /** Problem details (RFC 9457) for a caller that is not a browser: 401, or 402 with the offer. */
  readonly refusal: () => Response;
}

/** RFC 6750 section 3.1: a caller that sent no token is not told of an error. */
const REFUSALS = {
  signed_out: { status: 401, title: 'Sign in to read this', authenticate: 'Bearer' },
  token_refused: {
    status: 401,
    title: 'The access token was refused',
    authenticate: 'Bearer error="invalid_token"',
  },
  not_entitled: { status: 402, title: 'No plan of this member includes this', authenticate: undefined },
} as const;

/** @param offer where the feature is sold */
export function createRefusal(why: Locked['why'], feature: string, offer: string): Response {
  const { status, title, authenticate } = REFUSALS[why];
  const details = { type: 'about:blank', title, status, code: why, feature };
  return new Response(JSON.stringify(why === 'not_entitled' ? { ...details, offer } : details), {
    status,
    headers: {
      ...GATE_HEADERS,
      'Content-Type': 'application/problem+json',
      ...(authenticate !== undefined && { 'WWW-Authenticate': authenticate }),
    },
  });
}
