import { html } from 'hono/html';
import { buildPortalSession } from '../../objects/portalSession.ts';
import { message, page } from '../layout.ts';
import { problem } from './frame.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type { Hono } from 'hono';
import type Stripe from 'stripe';

/**
 * A configuration's own way in, without a session. Stripe mails a code to the address; here the link is shown.
 * https://docs.stripe.com/customer-management/activate-no-code-customer-portal
 */
export function loginPages(app: Hono, world: World): void {
  const enabled = (id: string) => {
    const found = world.objects.get('billing_portal.configuration', id);
    return found?.login_page.enabled === true && found.active ? found : undefined;
  };
  const notFound = () => message('No such page', 'This portal has no login page.');

  app.get('/p/login/:configuration', (context) => {
    const configuration = enabled(context.req.param('configuration'));
    return configuration === undefined ? context.html(notFound(), 404) : context.html(form(configuration));
  });
  app.post('/p/login/:configuration', async (context) => {
    const configuration = enabled(context.req.param('configuration'));
    if (configuration === undefined) return context.html(notFound(), 404);
    const { email } = await context.req.parseBody();
    const session = typeof email === 'string' ? open(world, configuration, email.trim()) : undefined;
    if (session === undefined) return context.html(form(configuration, 'No customer has this address.'), 404);
    const link = { href: session.url, text: 'Open the portal' };
    return context.html(message('Check your mail', 'Stripe would send this link to the address:', link));
  });
}

function open(
  world: World,
  configuration: Stripe.BillingPortal.Configuration,
  email: string,
): Stripe.BillingPortal.Session | undefined {
  const [customer] = world.objects.list('customer', { where: { email }, limit: 1 }).data;
  if (customer === undefined) return undefined;
  const stamp = world.stamp('billing_portal.session');
  const session = buildPortalSession(stamp, {
    ...{ configuration: configuration.id, customer: customer.id, flow: null, locale: null },
    returnUrl: configuration.default_return_url,
    url: `${world.publicUrl}/p/session/${stamp.id}`,
  });
  world.objects.put('billing_portal.session', session);
  return session;
}

function form({ business_profile: { headline } }: Stripe.BillingPortal.Configuration, wrong?: string): Html {
  return page({
    title: 'Sign in',
    narrow: true,
    body: html`${headline === null ? '' : html`<p class="quiet">${headline}</p>`}
      <h1>Manage your billing</h1>
      <form class="card" method="post">
        ${problem(wrong)}
        <label for="email">Email</label>
        <input id="email" name="email" type="email" autocomplete="email" required />
        <button class="primary wide">Send</button>
      </form>`,
  });
}
