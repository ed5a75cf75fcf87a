import { answerChallenge, challengeOf } from '../billing/challenge.ts';
import { paySession } from '../billing/checkout.ts';
import { expireOld } from '../billing/expireSession.ts';
import { enterCode } from '../billing/sessionDiscount.ts';
import { IBAN_THAT_PAYS } from '../objects/sepaDebit.ts';
import { challengePage } from './checkoutChallenge.ts';
import { checkoutForm } from './checkoutForm.ts';
import { message } from './layout.ts';
import type { MeansEntry } from '../billing/means.ts';
import type { PaymentResult } from '../billing/checkout.ts';
import type { World } from '../world.ts';
import type { CheckoutFields } from './checkoutForm.ts';
import type { Html } from './layout.ts';
import type { Context, Hono } from 'hono';
import type Stripe from 'stripe';

const EXAMPLE: CheckoutFields = {
  email: '',
  name: 'Ada Reader',
  means: 'card',
  number: '4242 4242 4242 4242',
  expiry: '12 / 34',
  cvc: '123',
  iban: IBAN_THAT_PAYS,
  code: '',
};

/** The hosted Checkout page. */
export function checkoutPages(app: Hono, world: World, changed: () => void): void {
  /** Answers for the session that the path names, while it is open. */
  const route = (
    method: 'GET' | 'POST',
    path: string,
    answer: (context: Context, session: Stripe.Checkout.Session) => Promise<Response> | Response,
  ) =>
    app.on(method, `/c/pay/:id${path}`, async (context) => {
      expireOld(world);
      const session = world.objects.get('checkout.session', context.req.param('id'));
      const response =
        session === undefined
          ? context.html(notFound(), 404)
          : session.status === 'open'
            ? await answer(context, session)
            : context.html(closed(session), 410);
      changed();
      return response;
    });

  route('GET', '', (context, session) => context.html(checkoutForm(world, session, EXAMPLE)));

  route('POST', '', async (context, session) => {
    const fields = await readFields(context);
    const { email, name } = fields;
    const result = paySession(world, session.id, { email, name, means: meansOf(session, fields) });
    return show(context, world, result, session, fields);
  });

  route('POST', '/code', async (context, session) => {
    const code = (new URLSearchParams(await context.req.text()).get('code') ?? '').trim();
    const problem = enterCode(world, session.id, code);
    if (problem !== undefined) return show(context, world, problem, session, { ...EXAMPLE, code });
    return context.redirect(`/c/pay/${session.id}`, 303);
  });

  route('GET', '/authenticate', (context, session) =>
    challengeOf(world, session) === undefined
      ? context.redirect(`/c/pay/${session.id}`, 303)
      : context.html(challengePage(session)),
  );

  route('POST', '/authenticate', async (context, session) => {
    if (challengeOf(world, session) === undefined) return context.redirect(`/c/pay/${session.id}`, 303);
    const answer = new URLSearchParams(await context.req.text()).get('answer');
    const result = answerChallenge(world, session.id, answer === 'complete');
    return show(context, world, result, session, EXAMPLE);
  });
}

function show(
  context: Context,
  world: World,
  result: PaymentResult,
  session: Stripe.Checkout.Session,
  fields: CheckoutFields,
): Response | Promise<Response> {
  switch (result.kind) {
    case 'complete':
      return context.redirect(successUrl(result.session), 303);
    case 'closed':
      return context.html(closed(result.session), 410);
    case 'challenged':
      return context.redirect(`/c/pay/${session.id}/authenticate`, 303);
    case 'declined':
      return context.html(checkoutForm(world, session, fields, result), 402);
    case 'invalid':
      return context.html(checkoutForm(world, session, fields, result), 422);
  }
}

/** https://docs.stripe.com/payments/checkout/custom-success-page */
function successUrl(session: Stripe.Checkout.Session): string {
  return (session.success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

/** What was chosen, where the session offers it; else the first thing that it does. */
function meansOf(
  { payment_method_types: types }: Stripe.Checkout.Session,
  fields: CheckoutFields,
): MeansEntry {
  const chosen = types.includes(fields.means) ? fields.means : types[0];
  if (chosen === 'sepa_debit') return { type: 'sepa_debit', iban: fields.iban };
  const { number, expiry, cvc } = fields;
  return { type: 'card', card: { number, expiry, cvc } };
}

async function readFields(context: Context): Promise<CheckoutFields> {
  const form = new URLSearchParams(await context.req.text());
  const field = (name: keyof CheckoutFields) => form.get(name) ?? '';
  return {
    email: field('email'),
    name: field('name'),
    means: field('means'),
    number: field('number'),
    expiry: field('expiry'),
    cvc: field('cvc'),
    iban: field('iban'),
    code: '',
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
