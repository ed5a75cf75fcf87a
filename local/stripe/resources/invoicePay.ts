import type { StripeRefusal } from '../api/refusal.ts';
import { cancelPayment } from '../billing/close.ts';
import { checkPayable, collectInvoice } from '../billing/collect.ts';
import { paidWithoutCharge } from '../billing/invoiceState.ts';
import { finalize } from '../billing/issue.ts';
import { payerWith } from '../billing/payer.ts';
import { reconsider } from '../billing/reconsider.ts';
import { refusalOf } from '../billing/refusal.ts';
import { saveInvoice } from '../billing/save.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

interface PayParams {
  readonly paid_out_of_band?: boolean | undefined;
  readonly payment_method?: string | undefined;
}

/**
 * https://docs.stripe.com/api/invoices/pay
 *
 * @returns a refusal where the payment failed: the attempt stands
 */
export function payInvoice(
  world: World,
  invoice: Stripe.Invoice,
  { paid_out_of_band: outOfBand, payment_method: method }: PayParams,
): Stripe.Invoice | StripeRefusal {
  if (outOfBand === true) return settleOutOfBand(world, invoice);
  const payer = method === undefined ? undefined : payerWith(world, method, 'payment_method');
  const { invoice: after, outcome } = collectInvoice(world, invoice, 'card', { payer });
  return refusalOf(outcome) ?? after;
}

/** Money that Stripe did not move: a transfer, a cheque. */
function settleOutOfBand(world: World, invoice: Stripe.Invoice): Stripe.Invoice {
  checkPayable(invoice);
  const open = invoice.status === 'draft' ? finalize(world, invoice, null) : invoice;
  if (open.status === 'paid') return open;
  cancelPayment(world, open);
  const types = ['invoice.updated', 'invoice.paid', 'invoice.payment_succeeded'];
  const after = saveInvoice(world, open, paidWithoutCharge(open, world.now()), types);
  reconsider(world, after);
  return after;
}
