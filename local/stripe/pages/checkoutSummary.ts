import { html } from 'hono/html';
import { productName } from '../billing/issue.ts';
import { orderOf } from '../billing/purchase.ts';
import { money } from '../money.ts';
import { codeForm, couponOfSession, discountChip, terms } from './checkoutDiscount.ts';
import { day } from './layout.ts';
import type { SessionOrder } from '../objects/sessionOrder.ts';
import type { World } from '../world.ts';
import type { CodeProblem } from './checkoutDiscount.ts';
import type { Html } from './layout.ts';
import type Stripe from 'stripe';

/** What is sold, what it costs now and later, and where a promotion code is entered. */
export function checkoutSummary(
  world: World,
  session: Stripe.Checkout.Session,
  codeProblem: CodeProblem | undefined,
): Html {
  const order = orderOf(world, session);
  const currency = session.currency ?? 'usd';
  const due = money(session.amount_total ?? 0, currency);
  const off = session.total_details?.amount_discount ?? 0;
  return html`<section aria-label="Order">
    <h1>${title(session, order)}</h1>
    ${headline(world, session, order, due)}
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
  const [first = '', ...others] = lines.map(({ description }) => description ?? '');
  const names = others.length === 0 ? first : `${first} and ${others.length} more`;
  if (mode === 'payment') return `Pay for ${names}`;
  return `${subscription.trial === undefined ? 'Subscribe to' : 'Try'} ${names}`;
}

/** The price of the present, and the one that follows where it is another. */
function headline(world: World, session: Stripe.Checkout.Session, order: SessionOrder, due: string): Html {
  const { lines } = order;
  const rhythm = every(lines[0]?.price ?? null);
  const later = lines.reduce((sum, { price, quantity }) => sum + fullAmount(price, quantity), 0);
  const usual = `${money(later, session.currency ?? 'usd')}${rhythm === undefined ? '' : ` every ${rhythm}`}`;
  const { trial } = order.subscription;
  if (trial !== undefined) {
    const end = 'days' in trial ? world.now() + trial.days * 86_400 : trial.end;
    const length =
      'days' in trial ? `${trial.days} day${trial.days === 1 ? '' : 's'} free` : `Free until ${day(end)}`;
    return html`<p class="total">${length}</p>
      <p class="quiet">Then ${usual}, from ${day(end)}</p>`;
  }
  const coupon = couponOfSession(world, session);
  if (rhythm !== undefined && coupon !== undefined && coupon.duration !== 'forever') {
    return html`<p class="total">${due}</p>
      <p class="quiet">${terms(coupon)}, then ${usual}</p>`;
  }
  return html`<p class="total">
    ${due}${rhythm === undefined ? '' : html` <span class="per">every ${rhythm}</span>`}
  </p>`;
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
