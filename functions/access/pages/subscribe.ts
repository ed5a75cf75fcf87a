import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { formatPrice } from '../../../client/src/prices.ts';
import { sha256 } from '../../../shared/identity/credential.ts';
import type { Plan } from '../../../shared/membership/catalogue.ts';
import { hasLiveSubscription } from '../../../shared/membership/live.ts';
import type { HttpEnv } from '../../http/env.ts';
import { signedInBrowser } from '../callers.ts';
import { beginCheckout } from '../begin-checkout.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { allowedReturn } from '../origins.ts';
import { refusal } from '../refusals.ts';
import type { AccessRefusal } from '../refusals.ts';
import { CHECKOUT_COOKIE_SECONDS } from '../routes/checkout.ts';
import { page, refusalPage } from './layout.ts';
import { continueUrl, textOf } from './sign-in.ts';

interface Shown {
  readonly plan: Plan;
  readonly to: string;
  /** The address of who is signed in, with proof. */
  readonly signedInAs?: string | undefined;
  readonly email?: string;
  readonly wrong?: AccessRefusal;
}

/** Buying without script: the offer, the address, then Stripe's page. */
export function subscribePages(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  app.get('/account/subscribe', async (c) => {
    const onSale = [...deps.catalogue.plans.values()].filter((one) => one.onSale.length > 0);
    const wanted = c.req.query('to') ?? (await beganHere(c)) ?? deps.config.hosts.site;
    const to = allowedReturn(deps.config, wanted);
    if (to === undefined) return refusalPage(c, deps, 'to_not_allowed');
    const named = c.req.query('plan');
    if (named === undefined && onSale.length > 1) return choicePage(c, onSale, to);
    const plan = named === undefined ? onSale[0] : onSale.find(({ id }) => id === named);
    if (plan === undefined) return refusalPage(c, deps, 'plan_unknown');
    const refreshed = await signedInBrowser(c, deps, cookies);
    const isProved = refreshed?.session.addressProved === true;
    if (isProved && hasLiveSubscription(refreshed.facts, plan.id, deps.catalogue))
      return heldPage(c, plan, to);
    return offerPage(c, { plan, to, signedInAs: isProved ? refreshed.facts.member.address : undefined });
  });

  app.post('/account/subscribe', async (c) => {
    const form = await c.req.formData();
    const plan = deps.catalogue.plans.get(textOf(form, 'plan') ?? '');
    if (plan === undefined) return refusalPage(c, deps, 'plan_unknown');
    const to = allowedReturn(deps.config, textOf(form, 'to') ?? deps.config.hosts.site);
    if (to === undefined) return refusalPage(c, deps, 'to_not_allowed');
    const [email, lookupKey] = [textOf(form, 'email'), textOf(form, 'lookup_key')];
    const payer = await signedInBrowser(c, deps, cookies);
    const begun = await beginCheckout(
      deps,
      { plan: plan.id, lookupKey, email, to },
      payer,
      cookies.get(c, 'checkout'),
    );
    if (typeof begun !== 'string') {
      cookies.set(c, 'checkout', begun.handle, CHECKOUT_COOKIE_SECONDS);
      c.header('cache-control', 'no-store');
      return c.redirect(begun.url, 303);
    }
    if (begun === 'already_subscribed') return refusalPage(c, deps, begun, signInLink(to));
    return offerPage(c, { plan, to, email, wrong: begun });
  });

  /** Where this browser was going when it left for Stripe: its cancel link does not say. */
  async function beganHere(c: Context<HttpEnv>): Promise<string | undefined> {
    const handle = cookies.get(c, 'checkout');
    const intent = handle === undefined ? undefined : await deps.checkouts.newestIntent(sha256(handle));
    return intent?.to;
  }

  function heldPage(c: Context<HttpEnv>, plan: Plan, to: string) {
    return page(c, deps, {
      title: 'You have this already',
      body: html`<p>
          You hold the ${plan.name} plan. <a href="${deps.config.hosts.service}/account">Your account</a> says
          until when.
        </p>
        <p><a class="button" href="${continueUrl(deps.config.hosts.service, to)}">Read on</a></p>`,
    });
  }

  function signInLink(to: string) {
    const url = `${deps.config.hosts.service}/account/sign-in?to=${encodeURIComponent(to)}`;
    return html`<p><a class="button quiet" href="${url}">Sign in</a></p>`;
  }

  function choicePage(c: Context<HttpEnv>, plans: readonly Plan[], to: string) {
    const link = ({ id }: Plan) =>
      `${deps.config.hosts.service}/account/subscribe?plan=${id}&to=${encodeURIComponent(to)}`;
    return page(c, deps, {
      title: `Subscribe to ${deps.config.publication.name}`,
      body: html`${plans.map(
        (plan) =>
          html`<h2>${plan.name}</h2>
            <p>
              ${plan.onSale.map((price) => formatPrice(price)).join(', or ')}. Includes
              ${listWords(plan.features)}.
            </p>
            <p><a class="button" href="${link(plan)}">Choose ${plan.name}</a></p>`,
      )}`,
    });
  }

  function offerPage(c: Context<HttpEnv>, { plan, to, signedInAs, email, wrong }: Shown) {
    return page(c, deps, {
      title: `Subscribe to ${deps.config.publication.name}`,
      ...(wrong && { status: refusal(wrong).status }),
      body: html`<form method="post" action="${deps.config.hosts.service}/account/subscribe">
          <input type="hidden" name="plan" value="${plan.id}" />
          <input type="hidden" name="to" value="${to}" />
          ${plan.onSale.length === 1 ? onePrice(plan) : priceChoice(plan)}
          <p class="quiet-text">Includes ${listWords(plan.features)}.</p>
          ${
            signedInAs === undefined
              ? addressField(email, wrong)
              : html`<p>You are signed in as <strong>${signedInAs}</strong>.</p>`
          }
          ${wrong ? html`<p id="wrong" class="alert" role="alert" data-code="${wrong}">${refusal(wrong).detail}</p>` : ''}
          <button>Continue to payment</button>
        </form>
        ${
          signedInAs === undefined
            ? html`<h2>Already a subscriber?</h2>
                ${signInLink(to)}`
            : ''
        }`,
    });
  }
}

function onePrice(plan: Plan) {
  const [price] = plan.onSale;
  if (price === undefined) return '';
  return html`<p class="price">${formatPrice(price)}</p>
    <input type="hidden" name="lookup_key" value="${price.lookupKey}" />`;
}

function priceChoice(plan: Plan) {
  return html`<fieldset>
    <legend>Choose how to pay</legend>
    ${plan.onSale.map(
      (price, index) =>
        html`<label
          ><input type="radio" name="lookup_key" value="${price.lookupKey}" ${index === 0 ? 'checked' : ''} />
          ${formatPrice(price)}</label
        >`,
    )}
  </fieldset>`;
}

function addressField(email: string | undefined, wrong: AccessRefusal | undefined) {
  return html`<label for="email">Your e-mail address</label>
    <input
      id="email"
      name="email"
      type="email"
      autocomplete="email"
      required
      value="${email ?? ''}"
      ${wrong ? html`aria-invalid="true" aria-describedby="wrong"` : ''}
    />`;
}

function listWords(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(words);
}
