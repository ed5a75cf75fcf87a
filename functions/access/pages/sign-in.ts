import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { parseAddress } from '../../../shared/identity/address.ts';
import { CHALLENGE_LIFETIME_SECONDS } from '../../../shared/identity/sign-in.ts';
import type { HttpEnv } from '../../http/env.ts';
import { callerDevice, keepSession } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { rememberedEviction } from '../eviction.ts';
import { allowedReturn } from '../origins.ts';
import { refusal } from '../refusals.ts';
import type { AccessRefusal } from '../refusals.ts';
import { beginSignIn, challengeOfBrowser, challengeOfLink, redeemCode, redeemLink } from '../sign-in.ts';
import type { Asking, SignedIn } from '../sign-in.ts';
import { notice } from './fields.ts';
import { page, refusalPage } from './layout.ts';
import { addressForm, againForm, codeForm, linkForm } from './sign-in-forms.ts';

/**
 * Signing in without script: the address, the code; or the link, which asks before it signs anybody in. What a form
 * does ends in a redirect, so that going back or reloading does nothing twice.
 */
export function signInPages(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  const { service } = deps.config.hosts;

  app.get('/account/sign-in', (c) => {
    const to = c.req.query('to');
    if (to !== undefined && allowedReturn(deps.config, to) === undefined) {
      return refusalPage(c, deps, 'to_not_allowed');
    }
    const told = notice(rememberedEviction(c, cookies), 'session_evicted');
    return page(c, deps, { title: 'Sign in', body: html`${told} ${addressForm(service, { to })}` });
  });

  app.post('/account/sign-in', async (c) => {
    const form = await c.req.formData();
    const [email, wanted] = [textOf(form, 'email') ?? '', textOf(form, 'to')];
    const to = wanted === undefined ? undefined : allowedReturn(deps.config, wanted);
    if (wanted !== undefined && to === undefined) return refusalPage(c, deps, 'to_not_allowed');
    const address = parseAddress(email);
    if (typeof address !== 'string') return askForCode(c, deps, cookies, { address, to });
    const body = addressForm(service, { to, email, wrong: address });
    return page(c, deps, { title: 'Sign in', status: 400, body });
  });

  app.get('/account/sign-in/code', (c) => codePage(c));

  app.post('/account/sign-in/code', async (c) => {
    const form = await c.req.formData();
    const signedIn = await redeemCode(
      deps,
      cookies.get(c, 'signIn'),
      textOf(form, 'code') ?? '',
      callerDevice(c),
    );
    if (typeof signedIn !== 'string') return goOn(c, deps, cookies, signedIn);
    if (signedIn === 'code_wrong' || signedIn === 'code_malformed') return codePage(c, signedIn);
    return refusalPage(c, deps, signedIn, againForm(service));
  });

  app.post('/account/sign-in/again', async (c) => {
    const challenge = await challengeOfBrowser(deps, cookies.get(c, 'signIn'));
    if (challenge === undefined) return c.redirect(`${service}/account/sign-in`, 303);
    return askForCode(c, deps, cookies, challenge);
  });

  app.get('/account/sign-in/link', async (c) => {
    const token = c.req.query('token') ?? '';
    const challenge = await challengeOfLink(deps, token);
    if (challenge === undefined) return refusalPage(c, deps, 'link_expired', againForm(service));
    return page(c, deps, { title: 'Sign in?', body: linkForm(service, challenge.address.text, token) });
  });

  app.post('/account/sign-in/link', async (c) => {
    const signedIn = await redeemLink(deps, textOf(await c.req.formData(), 'token'), callerDevice(c));
    if (typeof signedIn !== 'string') return goOn(c, deps, cookies, signedIn);
    return refusalPage(c, deps, signedIn, againForm(service));
  });

  async function codePage(c: Context<HttpEnv>, wrong?: AccessRefusal) {
    const challenge = await challengeOfBrowser(deps, cookies.get(c, 'signIn'));
    if (challenge === undefined) return c.redirect(`${service}/account/sign-in`, 303);
    return page(c, deps, {
      title: 'Enter the code',
      ...(wrong && { status: refusal(wrong).status }),
      body: codeForm(service, challenge.shownAs, wrong),
    });
  }
}

/** Sends a code, and the browser on to where it is typed. */
export async function askForCode(
  c: Context<HttpEnv>,
  deps: AccessDeps,
  cookies: Cookies,
  asking: Asking,
): Promise<Response> {
  const handle = await beginSignIn(deps, asking);
  cookies.set(c, 'signIn', handle, CHALLENGE_LIFETIME_SECONDS);
  return c.redirect(`${deps.config.hosts.service}/account/sign-in/code`, 303);
}

/** Signed in: leave the credential with the browser, then on to where the reader was going, with a token. */
export async function goOn(
  c: Context<HttpEnv>,
  deps: AccessDeps,
  cookies: Cookies,
  { refreshed, to }: SignedIn,
): Promise<Response> {
  cookies.clear(c, 'signIn');
  await keepSession(c, deps, cookies, refreshed);
  c.header('cache-control', 'no-store');
  const { service } = deps.config.hosts;
  return c.redirect(to === undefined ? `${service}/account` : continueUrl(service, to), 303);
}

export function continueUrl(service: string, to: string): string {
  return `${service}/v1/continue?to=${encodeURIComponent(to)}`;
}

export function textOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
