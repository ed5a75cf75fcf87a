import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { sha256 } from '../../../shared/identity/credential.ts';
import { accesses } from '../../../shared/membership/access.ts';
import type { Plan, PriceOnSale } from '../../../shared/membership/catalogue.ts';
import { isHeld } from '../../../shared/membership/held.ts';
import type { Facts } from '../../../shared/membership/model.ts';
import type { HttpEnv } from '../../http/env.ts';
import { signedInBrowser } from '../callers.ts';
import { beginCheckout, isHandle, kindOf, trialFor } from '../begin-checkout.ts';
import type { Cookies } from '../cookies.ts';
import { epochSeconds, newSecret } from '../deps.ts';
import type { AccessDeps } from '../deps.ts';
import { allowedReturn } from '../origins.ts';
import { refusal } from '../refusals.ts';
import { CHECKOUT_COOKIE_SECONDS } from '../routes/checkout.ts';
import { page, refusalPage } from './layout.ts';
import { continueUrl, textOf } from './sign-in.ts';
import { accountButton, offerForm, planChoice, signInButton } from './subscribe-forms.ts';
import type { Offer } from './subscribe-forms.ts';

/** Buying without script: the offer, the address, then Stripe's page. */
export function subscribePages(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  const { service } = deps.config.hosts;

  app.get('/account/subscribe', async (c) => {
    const onSale = [...deps.catalogue.plans.values()].filter((one) => one.onSale.length > 0);
    const wanted = c.req.query('to') ?? (await beganHere(c)) ?? deps.config.hosts.site;
    const to = allowedReturn(deps.config, wanted);
    if (to === undefined) return refusalPage(c, deps, 'to_not_allowed');
    const named = c.req.query('plan');
    if (named === undefined && onSale.length > 1)
      return page(c, deps, {
        title: `Subscribe to ${deps.config.publication.name}`,
        body: planChoice(service, onSale, to),
      });
    const plan = named === undefined ? onSale[0] : onSale.find(({ id }) => id === named);
    if (plan === undefined) return refusalPage(c, deps, 'plan_unknown');
    const refreshed = await signedInBrowser(c, deps, cookies);
    const facts = refreshed?.session.addressProved === true ? refreshed.facts : undefined;
    const prices = pricesFor(plan, facts);
    if (prices.length === 0) return heldPage(c, plan, to, facts);
    // Before the form is sent: sent twice by one impatient reader, it is one browser's.
    if (!isHandle(cookies.get(c, 'checkout')))
      cookies.set(c, 'checkout', newSecret(deps), CHECKOUT_COOKIE_SECONDS);
    return offerPage(c, { plan, prices, to, signedInAs: facts?.member.address });
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
      { plan: plan.id, lookupKey, email, to, caller: deps.callerAddress(c) },
      payer,
      cookies.get(c, 'checkout'),
    );
    if (typeof begun !== 'string') {
      cookies.set(c, 'checkout', begun.handle, CHECKOUT_COOKIE_SECONDS);
      c.header('cache-control', 'no-store');
      return c.redirect(begun.url, 303);
    }
    if (begun === 'already_subscribed' || begun === 'payment_processing') {
      const isProved = payer?.session.addressProved === true;
      return refusalPage(c, deps, begun, isProved ? accountButton(service) : signInButton(service, to));
    }
    return offerPage(c, { plan, prices: pricesFor(plan, undefined), to, email, wrong: begun });
  });

  /** What of a plan is no second payment for this reader, with the free days that they have. */
  function pricesFor(plan: Plan, facts: Facts | undefined): PriceOnSale[] {
    const now = epochSeconds(deps);
    return plan.onSale
      .filter(
        (price) =>
          facts === undefined || !isHeld(facts, { plan: plan.id, kind: kindOf(price) }, deps.catalogue, now),
      )
      .map((price) => ({ ...price, trialDays: trialFor(deps, facts, plan.id, price) }));
  }

  /** Where this browser was going when it left for Stripe: its cancel link does not say. */
  async function beganHere(c: Context<HttpEnv>): Promise<string | undefined> {
    const handle = cookies.get(c, 'checkout');
    const intent = handle === undefined ? undefined : await deps.checkouts.newestIntent(sha256(handle));
    return intent?.to;
  }

  /** Held is not open: what has not been paid is mended, and not bought again. */
  function heldPage(c: Context<HttpEnv>, plan: Plan, to: string, facts: Facts | undefined) {
    const now = epochSeconds(deps);
    const isOpen =
      facts !== undefined &&
      accesses(facts, deps.catalogue, now).some(
        ({ plan: of, startsAt, until }) => of === plan.id && startsAt <= now && now < until,
      );
    return page(c, deps, {
      title: 'You have this already',
      body: isOpen
        ? html`<p>
              You hold the ${plan.name} plan. Your account says until when, and is where to change your card
              or to cancel.
            </p>
            <p><a class="button" href="${continueUrl(service, to)}">Read on</a></p>
            ${accountButton(service)}`
        : html`<p>
              You hold the ${plan.name} plan, but it opens nothing just now. There is no need to buy it again:
              your account says why, and what to do.
            </p>
            ${accountButton(service, '')}`,
    });
  }

  function offerPage(c: Context<HttpEnv>, offer: Offer) {
    const { wrong } = offer;
    return page(c, deps, {
      title: `Subscribe to ${deps.config.publication.name}`,
      ...(wrong && { status: refusal(wrong).status }),
      body: offerForm(service, offer),
    });
  }
}
