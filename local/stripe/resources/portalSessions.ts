import { text } from '../api/params.ts';
import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { buildPortalSession } from '../objects/portalSession.ts';
import { livingCustomer } from './customers.ts';
import { defaultConfiguration } from './portalConfigurations.ts';
import { flowOf, flowParams } from './portalFlows.ts';
import type { Api } from '../api/endpoint.ts';

/** https://docs.stripe.com/api/customer_portal/sessions */
export function portalSessions(api: Api): void {
  api.post(
    '/v1/billing_portal/sessions',
    {
      customer: text,
      configuration: text.optional(),
      flow_data: flowParams.optional(),
      locale: text.max(10).optional(),
      return_url: text.optional(),
    },
    (params, { world }) => {
      livingCustomer(world, params.customer, 'customer');
      const configuration =
        params.configuration === undefined
          ? defaultConfiguration(world)
          : required(world, 'billing_portal.configuration', params.configuration, 'configuration');
      if (!configuration.active) {
        throw invalidRequest('The configuration is not active.', { param: 'configuration' });
      }
      const stamp = world.stamp('billing_portal.session');
      const session = buildPortalSession(stamp, {
        configuration: configuration.id,
        customer: params.customer,
        flow:
          params.flow_data === undefined
            ? null
            : flowOf(world, params.flow_data, params.customer, configuration.features),
        locale: params.locale ?? null,
        returnUrl: params.return_url ?? configuration.default_return_url,
        url: `${world.publicUrl}/p/session/${stamp.id}`,
      });
      world.objects.put('billing_portal.session', session);
      emit(world, 'billing_portal.session.created', session);
      return session;
    },
  );
}
