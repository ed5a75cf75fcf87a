import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import {
  ACCESS_TOKEN_COOKIE,
  ACCESS_TOKEN_LIFETIME_SECONDS,
  SESSION_HINT_COOKIE,
} from '../../client/src/claims.ts';
import type { GatefoldConfig } from '../../shared/config/schema.ts';
import type { HttpEnv } from '../http/env.ts';

/** The cookies that never leave the service's own host. */
const PRIVATE_COOKIES = {
  /** The refresh credential of a session. */
  session: 'gatefold_session',
  /** The handle of the browser that asked to sign in. */
  signIn: 'gatefold_sign_in',
  /** The handle of the browser that asked for a nonce. */
  nonce: 'gatefold_nonce',
  /** The handle of the browser that began a Checkout. */
  checkout: 'gatefold_checkout',
  /** That this browser left for Stripe's portal and has not been seen since. */
  portal: 'gatefold_portal',
  /** Why this browser is signed out: how many devices the plan allows that its session had to go for. */
  evicted: 'gatefold_evicted',
} as const;
export type PrivateCookie = keyof typeof PRIVATE_COOKIES;

/** Under these the service reads its private cookies; where others share its host, they are sent nowhere else. */
const PRIVATE_PATHS = ['/v1', '/account'];

export type Cookies = ReturnType<typeof createCookies>;

/**
 * The service's cookies (RFC 6265bis). On a host of its own, the private ones are `__Host-` cookies. Where the host is
 * shared, with the site above the service's path or, on loopback, with every other port, they are bound to the
 * service's paths instead, which `__Host-` does not allow: the site's server is never sent them (docs/adr/0006).
 */
export function createCookies({ hosts }: GatefoldConfig) {
  const secure = hosts.service.startsWith('https:');
  const basePath = new URL(hosts.service).pathname.replace(/\/$/, '');
  const ownsHost = secure && basePath === '';
  const privatePaths = ownsHost ? ['/'] : PRIVATE_PATHS.map((path) => basePath + path);
  const privatePrefix = ownsHost ? '__Host-' : secure ? '__Secure-' : '';
  const nameOf = (cookie: PrivateCookie) => `${privatePrefix}${PRIVATE_COOKIES[cookie]}`;
  const sharedName = (name: string) => `${secure ? '__Secure-' : ''}${name}`;
  const shared = {
    path: '/',
    secure,
    sameSite: 'Lax',
    ...(hosts.cookieDomain && { domain: hosts.cookieDomain }),
  } as const;

  function setShared(
    c: Context<HttpEnv>,
    accessToken: string,
    hint: string,
    tokenAge: number,
    hintAge: number,
  ) {
    setCookie(c, sharedName(ACCESS_TOKEN_COOKIE), accessToken, {
      ...shared,
      httpOnly: true,
      maxAge: tokenAge,
    });
    setCookie(c, SESSION_HINT_COOKIE, hint, { ...shared, maxAge: hintAge });
  }

  return {
    get: (c: Context<HttpEnv>, cookie: PrivateCookie) => getCookie(c, nameOf(cookie)),

    set(c: Context<HttpEnv>, cookie: PrivateCookie, value: string, maxAgeSeconds: number): void {
      for (const path of privatePaths) {
        const options = { path, secure, httpOnly: true, sameSite: 'Lax', maxAge: maxAgeSeconds } as const;
        setCookie(c, nameOf(cookie), value, options);
      }
    },

    clear(c: Context<HttpEnv>, cookie: PrivateCookie): void {
      this.set(c, cookie, '', 0);
    },

    /** For pages rendered on a server: the token on the parent domain, and the hint that a session exists. */
    share: (c: Context<HttpEnv>, accessToken: string, sessionSeconds: number) => {
      setShared(c, accessToken, '1', ACCESS_TOKEN_LIFETIME_SECONDS, sessionSeconds);
    },

    /** Says that there is a session, before any page has asked for a token. */
    hint: (c: Context<HttpEnv>, sessionSeconds: number) => {
      setCookie(c, SESSION_HINT_COOKIE, '1', { ...shared, maxAge: sessionSeconds });
    },

    unshare: (c: Context<HttpEnv>) => {
      setShared(c, '', '', 0, 0);
    },
  };
}
