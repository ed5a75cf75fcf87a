import { SESSION_HINT_COOKIE } from './claims.ts';
import { readCookie } from './cookies.ts';
import { GATE_HEADERS } from './gate.ts';
import type { GateHeaders } from './gate.ts';
import { continueUrl } from './links.ts';

/**
 * Set with a hop, and no hop is made while it is there: a browser that keeps no cookies is not sent round for ever. It
 * goes when a good token has come.
 */
export const HOP_GUARD_COOKIE = 'gatefold_hop';
const HOP_GUARD_SECONDS = 10;

/** Whether this request may be answered by sending the reader's browser for a new access token. */
export function mayHop(request: Request): boolean {
  return readCookie(request, SESSION_HINT_COOKIE) === '1' && !hasHopped(request) && isPageVisit(request);
}

/** Whether the browser was sent for a new access token just now. */
export function hasHopped(request: Request): boolean {
  return readCookie(request, HOP_GUARD_COOKIE) !== undefined;
}

/** A page in a tab of its own. Browsers without fetch metadata are told by what they accept. */
function isPageVisit({ method, headers }: Request): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    (headers.get('accept') ?? '').includes('text/html') &&
    (headers.get('sec-fetch-mode') ?? 'navigate') === 'navigate' &&
    (headers.get('sec-fetch-dest') ?? 'document') === 'document'
  );
}

/** @param page the public URL that the reader asked for */
export function createHop(issuer: string, page: URL): Response {
  return new Response(null, {
    status: 303,
    headers: {
      ...GATE_HEADERS,
      Location: continueUrl(issuer, { to: page.href }),
      'Set-Cookie': guard('1', HOP_GUARD_SECONDS, page),
    },
  });
}

/** The headers for a reader whose token is good: the hop that brought it is over. */
export function headersAfterHop(request: Request, page: URL): GateHeaders {
  return hasHopped(request) ? { ...GATE_HEADERS, 'Set-Cookie': guard('', 0, page) } : GATE_HEADERS;
}

function guard(value: string, seconds: number, { protocol }: URL): string {
  const secure = protocol === 'https:' ? '; Secure' : '';
  return `${HOP_GUARD_COOKIE}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}
