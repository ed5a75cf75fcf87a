import { flowSubscription } from '../../objects/portalSession.ts';
import { idOf } from '../../objects/reference.ts';
import { isOver } from '../../billing/subscriptionState.ts';
import type { PortalFeatures } from '../../objects/portalConfiguration.ts';
import type { World } from '../../world.ts';
import type Stripe from 'stripe';

/** One customer on the portal: what the session's configuration lets them do, and to which subscriptions. */
export interface Visit {
  readonly session: Stripe.BillingPortal.Session;
  readonly customer: Stripe.Customer;
  readonly configuration: Stripe.BillingPortal.Configuration;
  readonly features: PortalFeatures;
  readonly subscriptions: readonly Stripe.Subscription[];
  /** The address of the session's own page, without a trailing slash. */
  readonly home: string;
}

/** Undefined where there is no such session, or its customer is gone. */
export function visitOf(world: World, sessionId: string): Visit | undefined {
  const session = world.objects.get('billing_portal.session', sessionId);
  if (session === undefined) return undefined;
  const customer = world.objects.get('customer', session.customer);
  const configuration = world.objects.get('billing_portal.configuration', idOf(session.configuration));
  if (customer === undefined || customer.deleted || configuration === undefined) return undefined;
  const only = flowSubscription(session.flow);
  return {
    session,
    customer,
    configuration,
    features: configuration.features,
    subscriptions: world.objects
      .list('subscription', { where: { customer: customer.id }, limit: 100 })
      .data.filter((one) => !isOver(one) && (only === undefined || only === one.id)),
    home: `/p/session/${session.id}`,
  };
}

/** One that this session may change; undefined for any other. */
export function mySubscription(visit: Visit, id: string): Stripe.Subscription | undefined {
  return visit.subscriptions.find((one) => one.id === id);
}

/** Where a task that is done leads: https://docs.stripe.com/customer-management/portal-deep-links */
export function afterTask({ session, home }: Visit): string {
  const after = session.flow?.after_completion;
  if (after?.type === 'redirect') return after.redirect?.return_url ?? home;
  return after?.type === 'hosted_confirmation' ? `${home}/done` : home;
}
