import type Stripe from 'stripe';
import type { CustomerId } from '../membership/model.ts';
import { idOf } from './client.ts';
import { isMissing } from './errors.ts';
import { isPassOwed } from './passes.ts';

const OF_ITS_PAYMENT = ['payment_intent.latest_charge'];
const OF_ITS_CHARGE = ['charge.payment_intent.latest_charge'];

/** Who is behind an object; nothing where that can not be found. */
export interface Behind {
  readonly customer?: CustomerId;
  /** The payment intent of a pass that is paid, and for which Stripe knows no customer. */
  readonly guestPass?: string;
}

interface Owned {
  readonly customer: string | { readonly id: string } | null | undefined;
  /** With its latest charge, where it is asked for. */
  readonly payment_intent?: string | Stripe.PaymentIntent | null;
}

/** Who is behind an object that names no customer. */
export async function customerBehind(
  stripe: Stripe,
  object: { readonly type: string; readonly id: string },
): Promise<Behind> {
  try {
    const owned = await ownerOf(stripe, object);
    if (owned?.customer != null) return { customer: idOf(owned.customer) };
    const payment = owned?.payment_intent;
    return typeof payment === 'object' && payment !== null && isPassOwed(payment)
      ? { guestPass: payment.id }
      : {};
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
}

async function ownerOf(
  stripe: Stripe,
  { type, id }: { readonly type: string; readonly id: string },
): Promise<Owned | undefined> {
  switch (type) {
    case 'invoice_payment': {
      const { invoice } = await stripe.invoicePayments.retrieve(id, { expand: ['invoice'] });
      return typeof invoice === 'string' || invoice.deleted === true ? undefined : invoice;
    }
    case 'dispute': {
      const { charge } = await stripe.disputes.retrieve(id, { expand: OF_ITS_CHARGE });
      return typeof charge === 'string' ? undefined : charge;
    }
    case 'refund': {
      const { charge } = await stripe.refunds.retrieve(id, { expand: OF_ITS_CHARGE });
      return typeof charge === 'object' ? (charge ?? undefined) : undefined;
    }
    case 'charge':
      return stripe.charges.retrieve(id, { expand: OF_ITS_PAYMENT });
    case 'payment_intent': {
      const payment_intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
      return { customer: payment_intent.customer, payment_intent };
    }
    case 'checkout.session':
      return stripe.checkout.sessions.retrieve(id, { expand: OF_ITS_PAYMENT });
    default:
      return undefined;
  }
}
