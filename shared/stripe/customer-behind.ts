import type Stripe from 'stripe';
import type { CustomerId } from '../membership/model.ts';
import { idOf, isMissing } from './client.ts';

type Owner = string | { readonly id: string } | null | undefined;

/** The customer behind an object that names none; `undefined` where there is none to find. */
export async function customerBehind(
  stripe: Stripe,
  object: { readonly type: string; readonly id: string },
): Promise<CustomerId | undefined> {
  try {
    const owner = await ownerOf(stripe, object);
    return owner == null ? undefined : idOf(owner);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function ownerOf(
  stripe: Stripe,
  { type, id }: { readonly type: string; readonly id: string },
): Promise<Owner> {
  switch (type) {
    case 'invoice_payment': {
      const { invoice } = await stripe.invoicePayments.retrieve(id, { expand: ['invoice'] });
      return typeof invoice === 'string' || invoice.deleted === true ? undefined : invoice.customer;
    }
    case 'dispute': {
      const { charge } = await stripe.disputes.retrieve(id, { expand: ['charge'] });
      return typeof charge === 'string' ? undefined : charge.customer;
    }
    case 'refund': {
      const { charge } = await stripe.refunds.retrieve(id, { expand: ['charge'] });
      return typeof charge === 'object' ? charge?.customer : undefined;
    }
    case 'charge':
      return (await stripe.charges.retrieve(id)).customer;
    case 'payment_intent':
      return (await stripe.paymentIntents.retrieve(id)).customer;
    case 'checkout.session':
      return (await stripe.checkout.sessions.retrieve(id)).customer;
    default:
      return undefined;
  }
}
