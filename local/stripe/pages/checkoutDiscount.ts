import { html } from 'hono/html';
import { money } from '../money.ts';
import { idOf } from '../objects/reference.ts';
import type { World } from '../world.ts';
import type { Html } from './layout.ts';
import type Stripe from 'stripe';

/** A code that was not accepted, and why. */
export interface CodeProblem {
  readonly typed: string;
  readonly message: string;
}

function codeOfSession(world: World, session: Stripe.Checkout.Session): Stripe.PromotionCode | undefined {
  const code = session.discounts?.[0]?.promotion_code;
  return code == null ? undefined : world.objects.get('promotion_code', idOf(code));
}

export function couponOfSession(world: World, session: Stripe.Checkout.Session): Stripe.Coupon | undefined {
  const coupon = codeOfSession(world, session)?.promotion.coupon ?? session.discounts?.[0]?.coupon;
  return coupon == null ? undefined : world.objects.get('coupon', idOf(coupon));
}

export function discountChip(world: World, session: Stripe.Checkout.Session): Html {
  const coupon = couponOfSession(world, session);
  const chip = codeOfSession(world, session)?.code ?? coupon?.name ?? 'Discount';
  const remove =
    session.allow_promotion_codes === true
      ? html`<form method="post" action="/c/pay/${session.id}/code">
          <button name="code" value="" aria-label="Remove ${chip}">×</button>
        </form>`
      : '';
  return html`<span class="chip">${chip} ${remove}</span>
    ${coupon === undefined ? '' : html`<small>${terms(coupon)}</small>`}`;
}

export function terms(coupon: Stripe.Coupon): string {
  const { percent_off: percent, amount_off: amount, duration, duration_in_months: months } = coupon;
  const off = percent === null ? money(amount ?? 0, coupon.currency ?? 'usd') : `${percent}%`;
  if (duration === 'repeating') return `${off} off for ${months ?? 1} month${months === 1 ? '' : 's'}`;
  return duration === 'once' ? `${off} off once` : `${off} off`;
}

export function codeForm(session: Stripe.Checkout.Session, problem: CodeProblem | undefined): Html {
  if (session.discounts?.[0] !== undefined) return html``;
  return html`<form method="post" action="/c/pay/${session.id}/code">
    <label for="code">Promotion code</label>
    <div class="code">
      <input
        id="code"
        name="code"
        value="${problem?.typed ?? ''}"
        placeholder="Add a code"
        autocomplete="off"
        autocapitalize="characters"
        ${problem === undefined ? '' : html`aria-invalid="true" aria-describedby="code-problem" autofocus`}
        required
      />
      <button>Apply</button>
    </div>
    ${problem === undefined ? '' : html`<p class="error" id="code-problem" role="alert">${problem.message}</p>`}
  </form>`;
}
