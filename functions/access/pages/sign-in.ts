import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { parseAddress } from '../../../shared/identity/address.ts';
import type { Address } from '../../../shared/identity/address.ts';
import { CHALLENGE_LIFETIME_SECONDS } from '../../../shared/identity/sign-in.ts';
import type { HttpEnv } from '../../http/env.ts';
import { keepSession } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { allowedReturn } from '../origins.ts';
import { refusal } from '../refusals.ts';
import type { AccessRefusal } from '../refusals.ts';
import { beginSignIn, challengeOfLink, redeemCode, redeemLink } from '../sign-in.ts';
import type { SignedIn } from '../sign-in.ts';
import { page, refusalPage } from './layout.ts';

/** Signing in without script: the address, the code; or the link, which asks before it signs anybody in. */
export function signInPages(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  app.get('/account/sign-in', (c) => {
    const to = c.req.query('to');
    if (to !== undefined && allowedReturn(deps.config, to) === undefined)
      return refusalPage(c, deps, 'to_not_allowed');
    return addressPage(c, deps, { to });
  });

  app.post('/account/sign-in', async (c) => {
    const form = await c.req.formData();
    const [email, wanted] = [textOf(form, 'email') ?? '', textOf(form, 'to')];
    const to = wanted === undefined ? undefined : allowedReturn(deps.config, wanted);
    if (wanted !== undefined && to === undefined) return refusalPage(c, deps, 'to_not_allowed');
    const address = parseAddress(email);
    if (typeof address === 'string') return addressPage(c, deps, { to, email, wrong: address });
    return askForCode(c, deps, cookies, address, to);
  });

  app.post('/account/sign-in/code', async (c) => {
    const form = await c.req.formData();
    const signedIn = await redeemCode(deps, cookies.get(c, 'signIn'), textOf(form, 'code') ?? '');
    if (typeof signedIn !== 'string') return goOn(c, deps, cookies, signedIn);
    if (signedIn === 'code_wrong' || signedIn === 'code_malformed')
      return codePage(c, deps, { wrong: signedIn });
    return refusalPage(c, deps, signedIn, askAgain(deps));
  });

  app.get('/account/sign-in/link', async (c) => {
    const token = c.req.query('token');
    const challenge = await challengeOfLink(deps, token);
    if (challenge === undefined) return refusalPage(c, deps, 'link_expired', askAgain(deps));
    return page(c, deps, {
      title: 'Sign in?',
      body: html`<p>You are about to sign in on this device as <strong>${challenge.address.text}</strong>.</p>
        <p class="quiet-text">Did you not ask for this, or is this not your address? Then close this page.</p>
        <form method="post" action="${deps.config.hosts.service}/account/sign-in/link">
          <input type="hidden" name="token" value="${token ?? ''}" />
          <button>Sign in</button>
        </form>`,
    });
  });

  app.post('/account/sign-in/link', async (c) => {
    const signedIn = await redeemLink(deps, textOf(await c.req.formData(), 'token'));
    if (typeof signedIn !== 'string') return goOn(c, deps, cookies, signedIn);
    return refusalPage(c, deps, signedIn, askAgain(deps));
  });
}

/** Sends a code and shows where to type it. */
export async function askForCode(
  c: Context<HttpEnv>,
  deps: AccessDeps,
  cookies: Cookies,
  address: Address,
  to: string | undefined,
  shown: string = address.text,
): Promise<Response> {
  const handle = await beginSignIn(deps, address, to);
  cookies.set(c, 'signIn', handle, CHALLENGE_LIFETIME_SECONDS);
  return codePage(c, deps, { sentTo: shown });
}

/** Signed in: leave the credential with the browser, then on to where the reader was going, with a token. */
export function goOn(
  c: Context<HttpEnv>,
  deps: AccessDeps,
  cookies: Cookies,
  { refreshed, to }: SignedIn,
): Response {
  const { service } = deps.config.hosts;
  cookies.clear(c, 'signIn');
  keepSession(c, deps, cookies, refreshed);
  c.header('cache-control', 'no-store');
  return c.redirect(
    to === undefined ? `${service}/account` : `${service}/v1/continue?to=${encodeURIComponent(to)}`,
    303,
  );
}

export function textOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function addressPage(
  c: Context<HttpEnv>,
  deps: AccessDeps,
  shown: { readonly to?: string | undefined; readonly email?: string; readonly wrong?: AccessRefusal },
) {
  const { wrong } = shown;
  return page(c, deps, {
    title: 'Sign in',
    ...(wrong && { status: 400 }),
    body: html`<p>We send a code to your address. There is no password.</p>
      <form method="post" action="${deps.config.hosts.service}/account/sign-in">
        ${shown.to === undefined ? '' : html`<input type="hidden" name="to" value="${shown.to}" />`}
        <label for="email">Your e-mail address</label>
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="email"
          required
          autofocus
          value="${shown.email ?? ''}"
          ${wrong ? html`aria-invalid="true" aria-describedby="wrong"` : ''}
        />
        ${wrong ? html`<p id="wrong" class="alert" role="alert" data-code="${wrong}">${refusal(wrong).detail}</p>` : ''}
        <button>Send me a code</button>
      </form>`,
  });
}

function codePage(
  c: Context<HttpEnv>,
  deps: AccessDeps,
  { sentTo, wrong }: { readonly sentTo?: string; readonly wrong?: AccessRefusal },
) {
  return page(c, deps, {
    title: 'Enter the code',
    ...(wrong && { status: refusal(wrong).status }),
    body: html`${
        sentTo === undefined
          ? ''
          : html`<p>
              We have sent a six-digit code to <strong>${sentTo}</strong>. It is good for 15 minutes, in this
              browser.
            </p>`
      }
      <form method="post" action="${deps.config.hosts.service}/account/sign-in/code">
        <label for="code">Six-digit code</label>
        <input
          id="code"
          class="code"
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          required
          autofocus
          ${wrong ? html`aria-invalid="true" aria-describedby="wrong"` : ''}
        />
        ${wrong ? html`<p id="wrong" class="alert" role="alert" data-code="${wrong}">${refusal(wrong).detail}</p>` : ''}
        <button>Sign in</button>
      </form>
      <p class="quiet-text">The mail has a link, too, for another device.</p>
      ${askAgain(deps)}`,
  });
}

function askAgain({ config }: AccessDeps) {
  return html`<p><a href="${config.hosts.service}/account/sign-in">Ask for a new code</a></p>`;
}
