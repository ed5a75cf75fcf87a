import type { Hono } from 'hono';
import { html } from 'hono/html';
import { maskAddress, parseAddress } from '../../../shared/identity/address.ts';
import type { HttpEnv } from '../../http/env.ts';
import { signedInBrowser } from '../callers.ts';
import { claimCheckout } from '../claim-checkout.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { refusalPage } from './layout.ts';
import { askForCode, goOn } from './sign-in.ts';

/** Where Stripe sends a reader who has paid: on to the article, or to a code where the address must be shown first. */
export function returnPage(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  app.get('/account/return', async (c) => {
    const signedIn = await signedInBrowser(c, deps, cookies);
    const sessionId = c.req.query('session_id') ?? '';
    const claimed = await claimCheckout(deps, sessionId, cookies.get(c, 'checkout'), signedIn);
    if (typeof claimed === 'string') {
      const { service } = deps.config.hosts;
      const [url, words] =
        signedIn === undefined
          ? [`${service}/account/sign-in`, 'Sign in']
          : [`${service}/account`, 'Go to your account'];
      return refusalPage(c, deps, claimed, html`<p><a class="button" href="${url}">${words}</a></p>`);
    }
    if (claimed.kind === 'open') return goOn(c, deps, cookies, claimed);
    const address = parseAddress(claimed.address);
    if (typeof address === 'string') return refusalPage(c, deps, address);
    return askForCode(c, deps, cookies, address, claimed.to, maskAddress(address.text));
  });
}
