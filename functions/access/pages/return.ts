import type { Hono } from 'hono';
import { html } from 'hono/html';
import { maskAddress, parseAddress } from '../../../shared/identity/address.ts';
import { sha256 } from '../../../shared/identity/credential.ts';
import type { HttpEnv } from '../../http/env.ts';
import { callerDevice, signedInBrowser } from '../callers.ts';
import { claimCheckout } from '../claim-checkout.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { page, refusalPage } from './layout.ts';
import { askForCode, continueUrl, goOn, textOf } from './sign-in.ts';

/** Where Stripe sends a reader who has paid: on to the article, or to a code where the address must be shown first. */
export function returnPage(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  const { service } = deps.config.hosts;
  const signInLink = html`<p><a class="button" href="${service}/account/sign-in">Sign in</a></p>`;

  app.get('/account/return', async (c) => {
    const signedIn = await signedInBrowser(c, deps, cookies);
    const sessionId = c.req.query('session_id') ?? '';
    const handle = cookies.get(c, 'checkout');
    const claimed = await claimCheckout(deps, sessionId, handle, signedIn, {
      device: callerDevice(c),
      caller: deps.callerAddress(c),
    });
    if (claimed === 'checkout_used' && signedIn !== undefined && handle !== undefined) {
      const intent = await deps.checkouts.intent(sha256(handle), sessionId);
      return c.redirect(continueUrl(service, intent?.to ?? deps.config.hosts.site), 303);
    }
    if (typeof claimed === 'string') return refusalPage(c, deps, claimed, signedIn ? undefined : signInLink);
    if (claimed.kind === 'open') return goOn(c, deps, cookies, claimed);
    return page(c, deps, {
      title: 'Thank you',
      body: html`<p>
          The payment has arrived. It belongs to whoever reads mail at
          <strong>${maskAddress(claimed.address)}</strong>.
        </p>
        <form method="post" action="${service}/account/return">
          <input type="hidden" name="session_id" value="${sessionId}" />
          <button>Send me a code and sign in</button>
        </form>`,
    });
  });

  app.post('/account/return', async (c) => {
    const sessionId = textOf(await c.req.formData(), 'session_id') ?? '';
    const claimed = await claimCheckout(deps, sessionId, cookies.get(c, 'checkout'), undefined, {
      device: callerDevice(c),
      caller: deps.callerAddress(c),
    });
    if (typeof claimed === 'string') return refusalPage(c, deps, claimed, signInLink);
    if (claimed.kind === 'open') return goOn(c, deps, cookies, claimed);
    const address = parseAddress(claimed.address);
    if (typeof address === 'string') return refusalPage(c, deps, address);
    return askForCode(c, deps, cookies, { address, to: claimed.to, shownAs: maskAddress(address.text) });
  });
}
