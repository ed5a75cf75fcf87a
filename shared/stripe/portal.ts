import type Stripe from 'stripe';
import type { CustomerId } from '../membership/model.ts';
import { PAGE } from './client.ts';
import { PUBLICATION_METADATA } from './setup-portal.ts';

/** What the portal opens with, in place of its overview (docs.stripe.com/customer-management/portal-deep-links). */
export type PortalFlow =
  | { readonly kind: 'update_card' }
  | { readonly kind: 'cancel' | 'switch_plan'; readonly subscription: string };

export interface OpenPortal {
  readonly customer: CustomerId;
  /** Stripe's default where absent. */
  readonly configuration?: string | undefined;
  readonly flow?: PortalFlow | undefined;
  readonly returnUrl: string;
}

export type StripePortal = ReturnType<typeof createStripePortal>;

/** The customer portal, docs.stripe.com/api/customer_portal. */
export function createStripePortal(stripe: Stripe) {
  return {
    /** The configuration made for a publication; `undefined` where there is none. */
    async configuration(publication: string): Promise<string | undefined> {
      for await (const { id, metadata } of stripe.billingPortal.configurations.list({
        active: true,
        limit: PAGE,
      })) {
        if (metadata?.[PUBLICATION_METADATA] === publication) return id;
      }
      return undefined;
    },

    /** Its page, good for one visit soon. */
    async open({ customer, configuration, flow, returnUrl }: OpenPortal): Promise<string> {
      const { url } = await stripe.billingPortal.sessions.create({
        customer,
        return_url: returnUrl,
        ...(configuration !== undefined && { configuration }),
        ...(flow && { flow_data: flowOf(flow, returnUrl) }),
      });
      return url;
    },
  };
}

/** Done, the reader comes straight back. */
function flowOf(flow: PortalFlow, returnUrl: string): Stripe.BillingPortal.SessionCreateParams.FlowData {
  const after_completion = { type: 'redirect', redirect: { return_url: returnUrl } } as const;
  switch (flow.kind) {
    case 'cancel':
      return {
        type: 'subscription_cancel',
        subscription_cancel: { subscription: flow.subscription },
        after_completion,
      };
    case 'switch_plan':
      return {
        type: 'subscription_update',
        subscription_update: { subscription: flow.subscription },
        after_completion,
      };
    case 'update_card':
      return { type: 'payment_method_update', after_completion };
  }
}
