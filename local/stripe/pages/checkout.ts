import { paySession } from '../billing/checkout.ts';
import { expireOld } from '../resources/checkoutSessions.ts';
import { checkoutForm } from './checkoutForm.ts';
import { message } from './layout.ts';
import type { PaymentForm } from '../billing/checkout.ts';
import type { World } from '../world.ts';
import type { Html } from './layout.ts';
import type { Hono } from 'hono';
import type Stripe from 'stripe';

const EXAMPLE: PaymentForm = {
  email: '',
  name: 'Ada Reader',
  card: { number: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123' },
};

/** The hosted Checkout page. */
export function checkoutPages(app: Hono, world: World, changed: () => void): void {
  app.get('/c/pay/:id', (context) => {
    expireOld(world);
    changed();
    const session = world.objects.get('checkout.session', context.req.param('id'));
    if (session === undefined) return context.html(notFound(), 404);
    if (session.status !== 'open') return context.html(closed(session), 410);
    return context.html(checkoutForm(world, session, EXAMPLE));
  });

  app.post('/c/pay/:id', async (context) => {
    const session = world.objects.get('checkout.session', context.req.param('id'));
    if (session === undefined) return context.html(notFound(), 404);
    const form = readForm(new URLSearchParams(await context.req.text()));
    expireOld(world);
    const result = paySession(world, session.id, form);
    changed();
    switch (result.kind) {
      case 'paid':
        return context.redirect(successUrl(result.session), 303);
      case 'closed':
        return context.html(closed(result.session), 410);
      case 'declined':
        return context.html(checkoutForm(world, session, form, result), 402);
      case 'invalid':
        return context.html(checkoutForm(world, session, form, result), 422);
    }
  });
}

/** https://docs.stripe.com/payments/checkout/custom-success-page */
function successUrl(session: Stripe.Checkout.Session): string {
  return (session.success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

function readForm(fields: URLSearchParams): PaymentForm {
  const field = (name: string) => fields.get(name) ?? '';
  return {
    email: field('email'),
    name: field('name'),
    card: { number: field('number'), expiry: field('expiry'), cvc: field('cvc') },
  };
}

function notFound(): Html {
  return message('No such Checkout', 'The address of this page is not one that the double gave out.');
}

function closed(session: Stripe.Checkout.Session): Html {
  if (session.status === 'complete') {
    return message('Already paid', 'This Checkout is complete. Nothing was charged again.', {
      href: successUrl(session),
      text: 'Go on',
    });
  }
  const text = 'This Checkout has expired. Nothing was charged.';
  const link = session.cancel_url === null ? undefined : { href: session.cancel_url, text: 'Back' };
  return message('Expired', text, link);
}
