import type { Hono } from 'hono';
import * as z from 'zod';
import { parseAddress } from '../../../shared/identity/address.ts';
import { NONCE_LIFETIME_SECONDS } from '../../../shared/identity/id-token.ts';
import { CHALLENGE_LIFETIME_SECONDS } from '../../../shared/identity/sign-in.ts';
import type { HttpEnv } from '../../http/env.ts';
import { readJson } from '../../http/json.ts';
import { problem } from '../../http/problem.ts';
import { beginSignIn } from '../begin-sign-in.ts';
import { callerDevice, isBrowser, tokenResponse } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { allowedReturn } from '../origins.ts';
import { giveNonce } from '../exchange.ts';
import { refusal } from '../refusals.ts';
import { redeemCode } from '../sign-in.ts';

const asking = z.strictObject({ email: z.string().max(320), to: z.string().max(4_000).optional() });
const redeeming = z.strictObject({
  code: z.string().max(32),
  /** Only for callers that are no browser; a browser's is in its cookie. */
  handle: z.string().max(200).optional(),
});

/** Sign-in by mailed code, for a site's own form; and a nonce for sign-in at an identity provider. */
export function signInRoutes(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  app.post('/v1/sign-in', async (c) => {
    const read = await readJson(c, asking);
    if (!read.ok) return problem(c, read.problem);
    const address = parseAddress(read.value.email);
    if (typeof address === 'string') return problem(c, refusal(address));
    const to = read.value.to === undefined ? undefined : allowedReturn(deps.config, read.value.to);
    if (read.value.to !== undefined && to === undefined) return problem(c, refusal('to_not_allowed'));
    const handle = await beginSignIn(deps, { address, to, caller: deps.callerAddress(c) });
    c.header('cache-control', 'no-store');
    const answer = { expires_in: CHALLENGE_LIFETIME_SECONDS };
    if (!isBrowser(c)) return c.json({ ...answer, handle }, 202);
    cookies.set(c, 'signIn', handle, CHALLENGE_LIFETIME_SECONDS);
    return c.json(answer, 202);
  });

  app.post('/v1/sign-in/verify', async (c) => {
    const read = await readJson(c, redeeming);
    if (!read.ok) return problem(c, read.problem);
    const handle = isBrowser(c) ? cookies.get(c, 'signIn') : read.value.handle;
    const signedIn = await redeemCode(deps, handle, read.value.code, callerDevice(c));
    if (typeof signedIn === 'string') return problem(c, refusal(signedIn));
    cookies.clear(c, 'signIn');
    return tokenResponse(c, deps, cookies, signedIn.refreshed);
  });

  app.post('/v1/sign-in/nonce', async (c) => {
    const read = await readJson(c, z.strictObject({}));
    if (!read.ok) return problem(c, read.problem);
    const { nonce, handle } = await giveNonce(deps);
    c.header('cache-control', 'no-store');
    const answer = { nonce, expires_in: NONCE_LIFETIME_SECONDS };
    if (!isBrowser(c)) return c.json({ ...answer, handle });
    cookies.set(c, 'nonce', handle, NONCE_LIFETIME_SECONDS);
    return c.json(answer);
  });
}
