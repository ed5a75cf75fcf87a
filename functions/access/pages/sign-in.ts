import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { parseAddress } from '../../../shared/identity/address.ts';
import { CHALLENGE_LIFETIME_SECONDS } from '../../../shared/identity/sign-in.ts';
import type { HttpEnv } from '../../http/env.ts';
import { beginSignIn } from '../begin-sign-in.ts';
import type { Asking } from '../begin-sign-in.ts';
import { callerDevice, keepSession } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { rememberedEviction } from '../eviction.ts';
import { allowedReturn } from '../origins.ts';
import { refusal } from '../refusals.ts';
import type { AccessRefusal } from '../refusals.ts';
import { challengeOfBrowser, lookAtLink, redeemCode, redeemLink } from '../sign-in.ts';
import type { LinkState, SignedIn } from '../sign-in.ts';
import { notice } from './fields.ts';
import { page, refusalPage } from './layout.ts';
import { addressForm, againForm, anewForm, codeForm, linkForm } from './sign-in-forms.ts';
import { speakerOf } from './words.ts';

/**
 * Signing in without script: the address, the code; or the link, which asks before it signs anybody in. What a form
 * does ends in a redirect, so that going back or reloading does nothing twice.
 */
export function signInPages(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  const { service } = deps.config.hosts;
  const speaker = speakerOf(deps.config);
  const pen = { service, speaker };
  const refused = (c: Context<HttpEnv>, code: AccessRefusal) =>
    refusalPage(c, deps, code, againForm(pen), { speaker });

  app.get('/account/sign-in', (c) => {
    const to = c.req.query('to');
    if (to !== undefined && allowedReturn(deps.config, to) === undefined) {
      return refusalPage(c, deps, 'to_not_allowed', undefined, { speaker });
    }
    const told = notice(rememberedEviction(c, cookies), 'session_evicted');
    const title = speaker.say('signIn.title');
    return page(c, deps, { speaker, title, body: html`${told} ${addressForm(pen, { to })}` });
  });

  app.post('/account/sign-in', async (c) => {
    const form = await c.req.formData();
    const [email, wanted] = [textOf(form, 'email') ?? '', textOf(form, 'to')];
    const to = wanted === undefined ? undefined : allowedReturn(deps.config, wanted);
    if (wanted !== undefined && to === undefined)
      return refusalPage(c, deps, 'to_not_allowed', undefined, { speaker });
    const address = parseAddress(email);
    if (typeof address !== 'string') return askForCode(c, deps, cookies, { address, to });
    const body = addressForm(pen, { to, email, wrong: address });
    return page(c, deps, { speaker, title: speaker.say('signIn.title'), status: 400, body });
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
    return refused(c, signedIn);
  });

  app.post('/account/sign-in/again', async (c) => {
    const challenge = await challengeOfBrowser(deps, cookies.get(c, 'signIn'));
    if (challenge === undefined) return c.redirect(`${service}/account/sign-in`, 303);
    return askForCode(c, deps, cookies, challenge);
  });

  app.get('/account/sign-in/link', async (c) => {
    const token = c.req.query('token') ?? '';
    const link = await lookAtLink(deps, token);
    if (link.challenge === undefined || link.refused !== undefined) return overPage(c, link);
    const body = linkForm(pen, link.challenge.address.text, token);
    return page(c, deps, { speaker, title: speaker.say('link.title'), body });
  });

  app.post('/account/sign-in/link', async (c) => {
    const token = textOf(await c.req.formData(), 'token');
    const signedIn = await redeemLink(deps, token, callerDevice(c));
    if (typeof signedIn !== 'string') return goOn(c, deps, cookies, signedIn);
    return overPage(c, { ...(await lookAtLink(deps, token)), refused: signedIn });
  });

  function overPage(c: Context<HttpEnv>, { refused: code = 'link_expired', challenge }: LinkState) {
    const title = speaker.say(code === 'link_used' ? 'link.usedTitle' : 'link.expiredTitle');
    return refusalPage(c, deps, code, anewForm(pen, challenge), { speaker, title });
  }

  async function codePage(c: Context<HttpEnv>, wrong?: AccessRefusal) {
    const challenge = await challengeOfBrowser(deps, cookies.get(c, 'signIn'));
    if (challenge === undefined) return c.redirect(`${service}/account/sign-in`, 303);
    return page(c, deps, {
      speaker,
      title: speaker.say('code.title'),
      ...(wrong && { status: refusal(wrong).status }),
      body: codeForm(pen, challenge.shownAs, wrong),
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
  const handle = await beginSignIn(deps, { ...asking, caller: deps.callerAddress(c) });
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
