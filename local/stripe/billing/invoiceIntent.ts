import { idOf } from '../objects/reference.ts';
import { paymentOf } from './attempt.ts';
import type { World } from '../world.ts';

/** The id of the payment intent that pays an invoice; null where nothing is due. */
export function intentOfInvoice(world: World, invoice: string): string | null {
  const found = world.objects.get('invoice', invoice);
  const reference = found === undefined ? undefined : paymentOf(world, found)?.payment.payment_intent;
  return reference === undefined ? null : idOf(reference);
}

/** The invoice that a payment intent pays; undefined for a one-time payment. */
export function invoiceOfIntent(world: World, intent: string): string | undefined {
  const [payment] = world.objects.list('invoice_payment', { where: { payment: intent }, limit: 1 }).data;
  return payment === undefined ? undefined : idOf(payment.invoice);
}
