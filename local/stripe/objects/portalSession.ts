import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

interface PortalFields {
  readonly customer: string;
  readonly returnUrl: string | null;
  readonly url: string;
  /** Set where the session may only cancel this subscription. */
  readonly cancel: { readonly subscription: string; readonly redirectTo: string | null } | null;
}

export function buildPortalSession(
  { id, created }: Stamp,
  { customer, returnUrl, url, cancel }: PortalFields,
): Stripe.BillingPortal.Session {
  return {
    id,
    object: 'billing_portal.session',
    configuration: 'bpc_1StripeDoubleDefault000',
    created,
    customer,
    customer_account: null,
    flow: cancel && {
      after_completion: {
        hosted_confirmation: null,
        redirect: cancel.redirectTo === null ? null : { return_url: cancel.redirectTo },
        type: cancel.redirectTo === null ? 'portal_homepage' : 'redirect',
      },
      customer_update: null,
      subscription_cancel: { retention: null, subscription: cancel.subscription },
      subscription_pause: null,
      subscription_update: null,
      subscription_update_confirm: null,
      type: 'subscription_cancel',
    },
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: returnUrl,
    url,
  };
}
