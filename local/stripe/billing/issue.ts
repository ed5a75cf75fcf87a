import { emit } from '../events.ts';
import { buildInvoice } from '../objects/invoice.ts';
import { buildInvoiceLine, lineOfInvoiceItem } from '../objects/invoiceLine.ts';
import { buildInvoicePayment } from '../objects/invoicePayment.ts';
import { buildPaymentIntent } from '../objects/paymentIntent.ts';
import { idOf } from '../objects/reference.ts';
import type { InvoiceFields } from '../objects/invoice.ts';
import type { Period } from '../objects/subscriptionItem.ts';
import type { World } from '../world.ts';
import { balanceOf, moveBalance } from './customerBalance.ts';
import { pendingItemsOf } from './invoiceItems.ts';
import { discountLines } from './discounts.ts';
import { finalized, paidWithoutCharge } from './invoiceState.ts';
import { saveInvoice } from './save.ts';
import type Stripe from 'stripe';

interface IssueFields {
  readonly customer: Stripe.Customer;
  readonly subscription: Stripe.Subscription;
  readonly items: readonly Stripe.SubscriptionItem[];
  readonly billingReason: InvoiceFields['billingReason'];
  readonly period: Period;
  /** The part of each price that is asked for; all of it by default. */
  readonly share?: number;
}

/** A stored draft with a line for each item, and for all that waited for the subscription's next invoice. */
export function draftInvoice(world: World, fields: IssueFields): Stripe.Invoice {
  const stamp = world.stamp('invoice');
  const pending = pendingItemsOf(world, fields.subscription.id);
  const lines = [
    ...pending.map((item) => lineOfInvoiceItem(world.newId('invoice_line'), stamp.id, item)),
    ...fields.items.map((item) =>
      buildInvoiceLine({
        id: world.newId('invoice_line'),
        invoice: stamp.id,
        productName: productName(world, item.price),
        item,
        share: fields.share ?? 1,
      }),
    ),
  ];
  const invoice = buildInvoice(stamp, {
    ...fields,
    lines: discountLines(world, fields.subscription, lines),
  });
  for (const item of pending) world.objects.put('invoiceitem', { ...item, invoice: invoice.id });
  world.objects.put('invoice', invoice);
  emit(world, 'invoice.created', invoice);
  return invoice;
}

/**
 * Opens a draft, with the payment intent that is to pay it. One with nothing to pay is paid at once, and what it
 * gives back becomes the customer's credit.
 * https://docs.stripe.com/invoicing/integration/workflow-transitions
 */
export function finalize(world: World, draft: Stripe.Invoice, paymentMethod: string | null): Stripe.Invoice {
  const number = `DOUBLE-${String(world.next('invoice_number')).padStart(4, '0')}`;
  const open = finalized(draft, number, world.now(), balanceOf(world, draft));
  const invoice = saveInvoice(world, draft, open, ['invoice.finalized']);
  moveBalance(world, invoice, (invoice.ending_balance ?? 0) - invoice.starting_balance);
  if (invoice.amount_due === 0) {
    return saveInvoice(world, invoice, paidWithoutCharge(invoice, world.now()), [
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
    ]);
  }
  const intent = buildPaymentIntent(world.stamp('payment_intent'), {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: invoice.customer === null ? null : idOf(invoice.customer),
    paymentMethod,
    description:
      invoice.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
    receiptEmail: invoice.customer_email,
    secret: world.newId('secret'),
  });
  world.objects.put('payment_intent', intent);
  emit(world, 'payment_intent.created', intent);
  const payment = buildInvoicePayment(world.stamp('invoice_payment'), { invoice, paymentIntent: intent.id });
  world.objects.put('invoice_payment', payment);
  if (invoice.collection_method === 'send_invoice') emit(world, 'invoice.sent', invoice);
  return invoice;
}

export function productName(world: World, price: Stripe.Price): string {
  return world.objects.get('product', idOf(price.product))?.name ?? idOf(price.product);
}
