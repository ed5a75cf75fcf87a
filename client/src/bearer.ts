import { ACCESS_TOKEN_COOKIE } from './claims.ts';
import { readCookie } from './cookies.ts';

/** The access token of a request: `Authorization: Bearer` (RFC 6750 section 2.1), else the cookie of `GET /v1/continue`. */
export function readToken(request: Request): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  return (
    bearer ??
    readCookie(request, `__Secure-${ACCESS_TOKEN_COOKIE}`) ??
    readCookie(request, ACCESS_TOKEN_COOKIE)
  );
}
