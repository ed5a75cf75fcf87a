import { html } from 'hono/html';
import { productName } from '../billing/issue.ts';
import { orderOf } from '../billing/purchase.ts';
import { money } from '../money.ts';
import { idOf } from '../objects/reference.ts';
import { day } from './layout.ts';
import type { SessionOrder } from '../objects/sessionOrder.ts';
import type { World } from '../world.ts';
import type { Html } from './layout.ts';
import type Stripe from 'stripe';

/** What is sold, what it costs now and later, and where a promotion code is entered. */
export function checkoutSummary(
  world: World,
  session: Stripe.Checkout.Session,
  codeProblem: string | undefined,
): Html {
  const order = orderOf(world, session);
  const currency = session.currency ?? 'usd';
  const due = money(session.amount_total ?? 0, currency);
  const off = session.total_details?.amount_discount ?? 0;
  return html`<section aria-label="Order">
    <h1>${title(session, order)}</h1>
    ${headline(world, order, due)}
    <dl>
      ${order.lines.map((line) => lineRow(world, line))}
      ${
        session.discounts?.[0] === undefined
          ? ''
          : html`<div>
                <dt>Subtotal</dt>
                <dd>${money(session.amount_subtotal ?? 0, currency)}</dd>
              </div>
              <div>
                <dt>${discountChip(world, session)}</dt>
                <dd>${off === 0 ? 'after the trial' : `−${money(off, currency)}`}</dd>
              </div>`
      }
      <div class="due">
        <dt>${order.subscription.trial === undefined ? 'Total due' : 'Due today'}</dt>
        <dd>${due}</dd>
      </div>
    </dl>
    ${session.allow_promotion_codes === true && order.begun === null ? codeForm(session, codeProblem) : ''}
  </section>`;
}

function title({ mode }: Stripe.Checkout.Session, { lines, subscription }: SessionOrder): string {
  const names = lines.map(({ description }) => description ?? '').join(', ');
  if (mode === 'payment') return `Pay for ${names}`;
  return `${subscription.trial === undefined ? 'Subscribe to' : 'Try'} ${names}`;
}

/** The price of the present, or how long it is free and what it costs then. */
function headline(world: World, { lines, subscription }: SessionOrder, due: string): Html {
  const rhythm = every(lines[0]?.price ?? null);
  const { trial } = subscription;
  if (trial === undefined) {
    return html`<p class="total">
      ${due}${rhythm === undefined ? '' : html` <span class="per">every ${rhythm}</span>`}
    </p>`;
  }
  const length =
    'days' in trial ? `${trial.days} day${trial.days === 1 ? '' : 's'} free` : `Free until ${day(trial.end)}`;
  const later = lines.reduce((sum, { price, quantity }) => sum + fullAmount(price, quantity), 0);
  const end = 'days' in trial ? world.now() + trial.days * 86_400 : trial.end;
  const then = money(later, lines[0]?.currency ?? 'usd');
  return html`<p class="total">${length}</p>
    <p class="quiet">Then ${then}${rhythm === undefined ? '' : ` every ${rhythm}`}, from ${day(end)}</p>`;
}

function fullAmount(price: Stripe.Price | null, quantity: number | null): number {
  return (price?.unit_amount ?? 0) * (quantity ?? 1);
}

function lineRow(world: World, { price, quantity, currency }: Stripe.LineItem): Html {
  const count = quantity ?? 1;
  const rhythm = every(price);
  const unit = money(price?.unit_amount ?? 0, currency);
  return html`<div>
    <dt>
      ${price === null ? '' : productName(world, price)}
      ${count > 1 ? html`<small>${count} × ${unit}</small>` : ''}
      ${rhythm === undefined ? '' : html`<small>Billed every ${rhythm}, until you cancel</small>`}
    </dt>
    <dd>${money(fullAmount(price, quantity), currency)}</dd>
  </div>`;
}

/** Undefined where it is paid once. */
function every(price: Stripe.Price | null): string | undefined {
  if (price?.recurring == null) return undefined;
  const { interval, interval_count: count } = price.recurring;
  return count === 1 ? interval : `${count} ${interval}s`;
}

function discountChip(world: World, session: Stripe.Checkout.Session): Html {
  const [given] = session.discounts ?? [];
  const code =
    given?.promotion_code == null
      ? undefined
      : world.objects.get('promotion_code', idOf(given.promotion_code));
  const coupon = world.objects.get('coupon', idOf(code?.promotion.coupon ?? given?.coupon ?? ''));
  const chip = code?.code ?? coupon?.name ?? 'Discount';
  const remove =
    session.allow_promotion_codes === true
      ? html`<form method="post" action="/c/pay/${session.id}/code">
          <button name="code" value="" aria-label="Remove ${chip}">×</button>
        </form>`
      : '';
  return html`<span class="chip">${chip} ${remove}</span>
    ${coupon === undefined ? '' : html`<small>${terms(coupon)}</small>`}`;
}

function terms(coupon: Stripe.Coupon): string {
  const { percent_off: percent, amount_off: amount, duration, duration_in_months: months } = coupon;
  const off = percent === null ? money(amount ?? 0, coupon.currency ?? 'usd') : `${percent}%`;
  if (duration === 'repeating') return `${off} off for ${months ?? 1} month${months === 1 ? '' : 's'}`;
  return duration === 'once' ? `${off} off once` : `${off} off`;
}

function codeForm(session: Stripe.Checkout.Session, problem: string | undefined): Html {
  if (session.discounts?.[0] !== undefined) return html``;
  return html`<form method="post" action="/c/pay/${session.id}/code">
    <label for="code">Promotion code</label>
    <div class="code">
      <input
        id="code"
        name="code"
        placeholder="Add a code"
        autocomplete="off"
        autocapitalize="characters"
        ${problem === undefined ? '' : html`aria-invalid="true" aria-describedby="code-problem" autofocus`}
        required
      />
      <button>Apply</button>
    </div>
    ${problem === undefined ? '' : html`<p class="error" id="code-problem" role="alert">${problem}</p>`}
  </form>`;
}
