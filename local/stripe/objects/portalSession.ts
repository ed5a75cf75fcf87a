import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

type Session = Stripe.BillingPortal.Session;
export type PortalFlow = Stripe.BillingPortal.Session.Flow;

interface SessionFields {
  readonly configuration: string;
  readonly customer: string;
  readonly flow: PortalFlow | null;
  readonly locale: Session['locale'];
  readonly returnUrl: string | null;
  readonly url: string;
}

export function buildPortalSession({ id, created }: Stamp, fields: SessionFields): Session {
  return {
    id,
    object: 'billing_portal.session',
    configuration: fields.configuration,
    created,
    customer: fields.customer,
    customer_account: null,
    flow: fields.flow,
    livemode: false,
    locale: fields.locale,
    on_behalf_of: null,
    return_url: fields.returnUrl,
    url: fields.url,
  };
}

/** A flow leads through one task, and then away. */
export function buildPortalFlow(
  flow: Pick<PortalFlow, 'type'> & Partial<PortalFlow>,
  after: Partial<PortalFlow['after_completion']> & Pick<PortalFlow['after_completion'], 'type'>,
): PortalFlow {
  return {
    customer_update: null,
    subscription_cancel: null,
    subscription_pause: null,
    subscription_update: null,
    subscription_update_confirm: null,
    ...flow,
    after_completion: { hosted_confirmation: null, redirect: null, ...after },
  };
}

/** The subscription that a flow is about; undefined where it is about none. */
export function flowSubscription(flow: PortalFlow | null): string | undefined {
  return (
    flow?.subscription_cancel?.subscription ??
    flow?.subscription_update?.subscription ??
    flow?.subscription_update_confirm?.subscription
  );
}
