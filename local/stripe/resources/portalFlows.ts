import * as z from 'zod';
import { integer, text } from '../api/params.ts';
import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { isOver } from '../billing/subscriptionState.ts';
import { buildPortalFlow, flowSubscription } from '../objects/portalSession.ts';
import { idOf } from '../objects/reference.ts';
import type { PortalFeatures } from '../objects/portalConfiguration.ts';
import type { PortalFlow } from '../objects/portalSession.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const oneSubscription = z.strictObject({ subscription: text });

/** https://docs.stripe.com/customer-management/portal-deep-links */
export const flowParams = z.strictObject({
  type: z.enum([
    'payment_method_update',
    'subscription_cancel',
    'subscription_update',
    'subscription_update_confirm',
  ]),
  after_completion: z
    .strictObject({
      type: z.enum(['hosted_confirmation', 'portal_homepage', 'redirect']),
      hosted_confirmation: z.strictObject({ custom_message: text.max(500).optional() }).optional(),
      redirect: z.strictObject({ return_url: text }).optional(),
    })
    .optional(),
  subscription_cancel: oneSubscription.optional(),
  subscription_update: oneSubscription.optional(),
  subscription_update_confirm: z
    .strictObject({
      subscription: text,
      items: z
        .array(z.strictObject({ id: text, price: text.optional(), quantity: integer.optional() }))
        .length(1, { error: 'only one item can be confirmed' }),
    })
    .optional(),
});
type FlowParams = z.output<typeof flowParams>;

/** @throws {StripeRefusal} where the flow lacks its part, or its subscription is not this customer's */
export function flowOf(
  world: World,
  params: FlowParams,
  customer: string,
  features: PortalFeatures,
): PortalFlow {
  const { type } = params;
  if (type !== 'payment_method_update' && params[type] === undefined) {
    throw invalidRequest(`Missing required param: flow_data[${type}].`, {
      ...{ param: `flow_data[${type}]`, code: 'parameter_missing' },
    });
  }
  if (!features[featureOf(type)].enabled) {
    throw invalidRequest(`The portal's configuration does not have the feature ${featureOf(type)}.`, {
      param: 'flow_data[type]',
    });
  }
  const confirm = params.subscription_update_confirm;
  const flow = buildPortalFlow(
    {
      type,
      ...(type === 'subscription_cancel' &&
        params.subscription_cancel && {
          subscription_cancel: { ...params.subscription_cancel, retention: null },
        }),
      ...(type === 'subscription_update' &&
        params.subscription_update && { subscription_update: params.subscription_update }),
      ...(type === 'subscription_update_confirm' &&
        confirm && { subscription_update_confirm: confirmed(confirm) }),
    },
    afterCompletion(params),
  );
  checkSubscription(world, flow, customer);
  return flow;
}

function featureOf(
  type: FlowParams['type'],
): 'payment_method_update' | 'subscription_cancel' | 'subscription_update' {
  return type === 'subscription_update_confirm' ? 'subscription_update' : type;
}

function confirmed({
  subscription,
  items,
}: NonNullable<
  FlowParams['subscription_update_confirm']
>): Stripe.BillingPortal.Session.Flow.SubscriptionUpdateConfirm {
  return {
    discounts: null,
    items: items.map(({ id, price, quantity }) => ({
      ...{ id, price: price ?? null },
      ...(quantity !== undefined && { quantity }),
    })),
    subscription,
  };
}

function afterCompletion({ after_completion: after }: FlowParams): PortalFlow['after_completion'] {
  const message = after?.hosted_confirmation?.custom_message ?? null;
  if (after?.type === 'redirect' && after.redirect === undefined) {
    throw invalidRequest('Missing required param: flow_data[after_completion][redirect].', {
      ...{ param: 'flow_data[after_completion][redirect]', code: 'parameter_missing' },
    });
  }
  return {
    type: after?.type ?? 'portal_homepage',
    hosted_confirmation: after?.type === 'hosted_confirmation' ? { custom_message: message } : null,
    redirect: after?.redirect ?? null,
  };
}

function checkSubscription(world: World, flow: PortalFlow, customer: string): void {
  const id = flowSubscription(flow);
  if (id === undefined) return;
  const subscription = required(world, 'subscription', id, `flow_data[${flow.type}][subscription]`);
  if (idOf(subscription.customer) !== customer) {
    throw invalidRequest('The subscription does not belong to this customer.', { param: 'flow_data' });
  }
  if (isOver(subscription)) {
    throw invalidRequest('The subscription is over and cannot be changed.', { param: 'flow_data' });
  }
  for (const item of flow.subscription_update_confirm?.items ?? []) {
    if (!subscription.items.data.some((known) => known.id === item.id)) {
      throw invalidRequest(`No such subscription item: '${item.id ?? ''}'`, {
        ...{ param: 'flow_data[subscription_update_confirm][items][0][id]', code: 'resource_missing' },
      });
    }
  }
}
