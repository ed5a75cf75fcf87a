// Claims:
// - A code that a reader types lowers what they pay, for as long as its coupon says, to nothing where it is worth that.
// - A code that is spent, over, for others or for other things is refused, and so is one that is not there.
// - A coupon or code is counted when it is used, and what it gave outlives it.
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import { annualPrice, eventTypes, openCheckout, runDouble, submitPayment } from './support.ts';
import type Stripe from 'stripe';
import type { Clock } from './support.ts';

const CODES_ALLOWED = { allow_promotion_codes: true };

function enter(session: Stripe.Checkout.Session, code: string): Promise<Response> {
  return fetch(`${session.url ?? ''}/code`, {
    method: 'POST',
    body: new URLSearchParams({ code }),
    redirect: 'manual',
  });
}

async function withCode(
  stripe: Stripe,
  coupon: Stripe.CouponCreateParams,
  more: Partial<Stripe.PromotionCodeCreateParams> = {},
): Promise<Stripe.PromotionCode> {
  const made = await stripe.coupons.create(coupon);
  return stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: made.id },
    code: 'SPRING',
    ...more,
  });
}

async function firstInvoice(stripe: Stripe): Promise<Stripe.Invoice> {
  const { data } = await stripe.invoices.list({ limit: 100 });
  const invoice = data.at(-1);
  if (invoice === undefined) throw new Error('there is no invoice');
  return invoice;
}

describe('a code typed on the page', () => {
  test('lowers what is due, in any letter case, and can be taken away again', async () => {
    const { stripe } = await runDouble();
    const code = await withCode(stripe, { percent_off: 25 });
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, CODES_ALLOWED);

    expect((await enter(opened, ' spring ')).headers.get('location')).toBe(`/c/pay/${opened.id}`);

    expect(await stripe.checkout.sessions.retrieve(opened.id)).toMatchObject({
      amount_subtotal: 10_000,
      amount_total: 7_500,
      discounts: [{ coupon: null, promotion_code: code.id }],
      total_details: { amount_discount: 2_500 },
    });
    const page = await (await fetch(opened.url ?? '')).text();
    expect(page).toContain('SPRING');
    expect(page).toContain('$75.00');
    await enter(opened, '');
    expect(await stripe.checkout.sessions.retrieve(opened.id)).toMatchObject({
      amount_total: 10_000,
      discounts: [],
    });
  });

  test('for once lowers the first invoice and no renewal', async () => {
    const { stripe, control } = await runDouble();
    const code = await withCode(stripe, { percent_off: 25, duration: 'once' });
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, CODES_ALLOWED);
    await enter(opened, 'SPRING');
    await submitPayment(opened);

    const invoice = await firstInvoice(stripe);
    expect(invoice).toMatchObject({ subtotal: 10_000, total: 7_500, amount_paid: 7_500, status: 'paid' });
    expect(invoice.total_discount_amounts).toMatchObject([{ amount: 2_500 }]);
    const { data } = await stripe.subscriptions.list({ expand: ['data.discounts'] });
    expect(data[0]?.discounts).toMatchObject([
      {
        promotion_code: code.id,
        subscription: data[0]?.id,
        checkout_session: opened.id,
        source: { coupon: code.promotion.coupon },
      },
    ]);
    expect(await eventTypes(stripe)).toContain('customer.discount.created');

    const renewed = control.renew(data[0]?.id ?? '');
    expect(await stripe.invoices.retrieve(idOf(renewed.latest_invoice ?? ''))).toMatchObject({
      total: 10_000,
      total_discount_amounts: [],
    });
  });

  test.each([
    ['repeating', 2, [7_500, 7_500, 10_000]],
    ['forever', undefined, [7_500, 7_500, 7_500]],
  ] as const)('with duration %s lowers renewals too', async (duration, months, totals) => {
    const clock: Clock = { nowMs: Date.UTC(2030, 0, 15) };
    const { stripe, control } = await runDouble({ now: () => clock.nowMs });
    await withCode(stripe, {
      percent_off: 25,
      duration,
      ...(months !== undefined && { duration_in_months: months }),
    });
    const product = await stripe.products.create({ name: 'Monthly' });
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 10_000,
      recurring: { interval: 'month' },
    });
    const opened = await openCheckout(stripe, price.id, CODES_ALLOWED);
    await enter(opened, 'SPRING');
    await submitPayment(opened);
    control.advance(60 * 86_400);
    const { data } = await stripe.invoices.list();
    expect(data.map(({ total }) => total).reverse()).toEqual(totals);
  });

  test('that is worth it all makes the first invoice free, and charges nothing', async () => {
    const { stripe } = await runDouble();
    await withCode(stripe, { percent_off: 100 });
    const price = await annualPrice(stripe);
    const opened = await openCheckout(stripe, price.id, {
      ...CODES_ALLOWED,
      payment_method_collection: 'if_required',
    });
    await enter(opened, 'SPRING');
    expect(await (await fetch(opened.url ?? '')).text()).not.toContain('Card number');

    await submitPayment(opened);

    expect(await stripe.checkout.sessions.retrieve(opened.id)).toMatchObject({
      status: 'complete',
      payment_status: 'no_payment_required',
      amount_total: 0,
    });
    expect(await firstInvoice(stripe)).toMatchObject({ status: 'paid', total: 0, amount_paid: 0 });
    expect((await stripe.charges.list()).data).toEqual([]);
    expect((await stripe.subscriptions.list()).data).toMatchObject([{ status: 'active' }]);
  });

  test('of an amount takes it off once from all lines together', async () => {
    const { stripe } = await runDouble();
    await withCode(stripe, { amount_off: 5_000, currency: 'usd' });
    const annual = await annualPrice(stripe);
    const opened = await openCheckout(stripe, annual.id, {
      ...CODES_ALLOWED,
      line_items: [{ price: annual.id, quantity: 3 }],
    });
    await enter(opened, 'SPRING');
    await submitPayment(opened);
    expect(await firstInvoice(stripe)).toMatchObject({ subtotal: 30_000, total: 25_000 });
  });
});

describe('a code is refused', () => {
  test.each<[string, Stripe.CouponCreateParams, Partial<Stripe.PromotionCodeCreateParams>]>([
    ['that is not active', { percent_off: 10 }, { active: false }],
    ['that is over', { percent_off: 10 }, { expires_at: 1 }],
    ['whose coupon is over', { percent_off: 10, redeem_by: 1 }, {}],
    ['of another currency', { amount_off: 100, currency: 'eur' }, {}],
    [
      'that needs a larger order',
      { percent_off: 10 },
      { restrictions: { minimum_amount: 10_001, minimum_amount_currency: 'usd' } },
    ],
  ])('%s', async (_, coupon, more) => {
    const { stripe } = await runDouble();
    await withCode(stripe, coupon, more);
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, CODES_ALLOWED);
    const response = await enter(opened, 'SPRING');
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('This code');
    expect((await stripe.checkout.sessions.retrieve(opened.id)).amount_total).toBe(10_000);
  });

  test('that is not there, with what was typed shown as text', async () => {
    const { stripe } = await runDouble();
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, CODES_ALLOWED);
    const response = await enter(opened, '"><script>alert(1)</script>');
    expect(response.status).toBe(422);
    expect(await response.text()).not.toContain('<script>');
  });

  test('whose coupon was deleted', async () => {
    const { stripe } = await runDouble();
    const code = await withCode(stripe, { percent_off: 10 });
    await stripe.coupons.del(idOf(code.promotion.coupon ?? ''));
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, CODES_ALLOWED);
    expect((await enter(opened, 'SPRING')).status).toBe(422);
  });

  test('that was used as often as it may be', async () => {
    const { stripe } = await runDouble();
    const code = await withCode(stripe, { percent_off: 10 }, { max_redemptions: 1 });
    const price = (await annualPrice(stripe)).id;
    const first = await openCheckout(stripe, price, CODES_ALLOWED);
    await enter(first, 'SPRING');
    await submitPayment(first);
    expect(await stripe.promotionCodes.retrieve(code.id)).toMatchObject({
      times_redeemed: 1,
      active: false,
    });

    const second = await openCheckout(stripe, price, CODES_ALLOWED);
    expect((await enter(second, 'SPRING')).status).toBe(422);
  });

  test('that is for first orders only, to whoever has paid before', async () => {
    const { stripe } = await runDouble();
    await withCode(stripe, { percent_off: 10 }, { restrictions: { first_time_transaction: true } });
    const price = (await annualPrice(stripe)).id;
    const customer = (await stripe.customers.create({ email: 'known@example.com' })).id;
    const first = await openCheckout(stripe, price, { ...CODES_ALLOWED, customer });
    expect((await enter(first, 'SPRING')).status).toBe(303);
    await submitPayment(first);
    const second = await openCheckout(stripe, price, { ...CODES_ALLOWED, customer });
    expect(await (await enter(second, 'SPRING')).text()).toContain('first-time orders only');
  });

  test('where the Checkout takes none', async () => {
    const { stripe } = await runDouble();
    await withCode(stripe, { percent_off: 10 });
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id);
    expect((await enter(opened, 'SPRING')).status).toBe(400);
    expect((await stripe.checkout.sessions.retrieve(opened.id)).amount_total).toBe(10_000);
  });
});

describe('a discount that the site gives', () => {
  test.each(['coupon', 'promotion_code'] as const)('as a %s is in the price from the start', async (kind) => {
    const { stripe } = await runDouble();
    const code = await withCode(stripe, { percent_off: 50, name: 'Half' });
    const given =
      kind === 'coupon' ? { coupon: idOf(code.promotion.coupon ?? '') } : { promotion_code: code.id };
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, { discounts: [given] });
    expect(opened).toMatchObject({ amount_total: 5_000, discounts: [given] });
    await submitPayment(opened);
    expect(await firstInvoice(stripe)).toMatchObject({ amount_paid: 5_000 });
    expect(await stripe.coupons.retrieve(idOf(code.promotion.coupon ?? ''))).toMatchObject({
      times_redeemed: 1,
    });
  });

  test('is refused where it is not there or over, and beside codes', async () => {
    const { stripe } = await runDouble();
    const price = (await annualPrice(stripe)).id;
    const over = await stripe.coupons.create({ percent_off: 10, redeem_by: 1 });
    await expect(openCheckout(stripe, price, { discounts: [{ coupon: 'none' }] })).rejects.toMatchObject({
      code: 'resource_missing',
    });
    await expect(openCheckout(stripe, price, { discounts: [{ coupon: over.id }] })).rejects.toMatchObject({
      code: 'coupon_expired',
    });
    await expect(
      openCheckout(stripe, price, { ...CODES_ALLOWED, discounts: [{ coupon: over.id }] }),
    ).rejects.toMatchObject({ param: 'discounts' });
  });
});

describe('a coupon', () => {
  test('is made, changed, listed and deleted; what it gave goes on', async () => {
    const { stripe, control } = await runDouble();
    const coupon = await stripe.coupons.create({ id: 'PRESS', percent_off: 12.5, duration: 'forever' });
    expect(coupon).toMatchObject({ id: 'PRESS', percent_off: 12.5, amount_off: null, valid: true });
    await stripe.coupons.update('PRESS', { name: 'Press', metadata: { by: 'editor' } });
    expect((await stripe.coupons.list()).data).toMatchObject([{ name: 'Press', metadata: { by: 'editor' } }]);
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, {
      discounts: [{ coupon: 'PRESS' }],
    });
    await submitPayment(opened);
    const [subscription] = (await stripe.subscriptions.list()).data;

    expect(await stripe.coupons.del('PRESS')).toEqual(
      expect.objectContaining({ id: 'PRESS', object: 'coupon', deleted: true }),
    );

    await expect(stripe.coupons.retrieve('PRESS')).rejects.toMatchObject({ statusCode: 404 });
    const renewed = control.renew(subscription?.id ?? '');
    expect(await stripe.invoices.retrieve(idOf(renewed.latest_invoice ?? ''))).toMatchObject({
      total: 8_750,
    });
  });

  test.each<[string, Stripe.CouponCreateParams]>([
    ['percent_off', {}],
    ['percent_off', { percent_off: 10, amount_off: 100, currency: 'usd' }],
    ['percent_off', { percent_off: 101 }],
    ['currency', { amount_off: 100 }],
    ['duration_in_months', { percent_off: 10, duration: 'repeating' }],
    ['id', { id: 'TAKEN', percent_off: 10 }],
  ])('with a wrong %s is refused', async (param, params) => {
    const { stripe } = await runDouble();
    await stripe.coupons.create({ id: 'TAKEN', percent_off: 10 });
    await expect(stripe.coupons.create(params)).rejects.toMatchObject({ statusCode: 400, param });
  });
});

test('promotion codes are listed by what they are, and two active ones do not share their letters', async () => {
  const { stripe } = await runDouble();
  const code = await withCode(stripe, { percent_off: 10 });
  const coupon = idOf(code.promotion.coupon ?? '');
  await expect(
    stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'spring' }),
  ).rejects.toMatchObject({ param: 'code' });
  await stripe.promotionCodes.update(code.id, { active: false, metadata: { season: 'over' } });
  const again = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'spring' });
  expect((await stripe.promotionCodes.list({ active: true, coupon })).data.map(({ id }) => id)).toEqual([
    again.id,
  ]);
  await expect(stripe.promotionCodes.update(code.id, { active: true })).rejects.toMatchObject({
    param: 'code',
  });
  const made = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon } });
  expect(made.code).toMatch(/^[A-Z0-9]{8}$/);
});
