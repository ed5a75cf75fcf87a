import * as z from 'zod';
import { text } from '../api/params.ts';
import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { buildPortalSession } from '../objects/portalSession.ts';
import { idOf } from '../objects/reference.ts';
import { livingCustomer } from './customers.ts';
import type { Api } from '../api/endpoint.ts';

const flowData = z.strictObject({
  type: z.literal('subscription_cancel', { error: 'the double has the flow subscription_cancel only' }),
  subscription_cancel: z.strictObject({ subscription: text }),
  after_completion: z
    .strictObject({ type: z.literal('redirect'), redirect: z.strictObject({ return_url: text }) })
    .optional(),
});

/** https://docs.stripe.com/api/customer_portal/sessions */
export function portalSessions(api: Api): void {
  api.post(
    '/v1/billing_portal/sessions',
    { customer: text, return_url: text.optional(), flow_data: flowData.optional() },
    ({ customer, return_url: returnUrl, flow_data: flow }, { world }) => {
      livingCustomer(world, customer, 'customer');
      const subscription = flow?.subscription_cancel.subscription;
      if (subscription !== undefined) {
        const owner = required(
          world,
          'subscription',
          subscription,
          'flow_data[subscription_cancel][subscription]',
        );
        if (idOf(owner.customer) !== customer) {
          throw invalidRequest('The subscription does not belong to this customer.', { param: 'flow_data' });
        }
      }
      const stamp = world.stamp('billing_portal.session');
      const session = buildPortalSession(stamp, {
        customer,
        returnUrl: returnUrl ?? null,
        url: `${world.publicUrl}/p/session/${stamp.id}`,
        cancel:
          subscription === undefined
            ? null
            : { subscription, redirectTo: flow?.after_completion?.redirect.return_url ?? null },
      });
      world.objects.put('billing_portal.session', session);
      return session;
    },
  );
}
