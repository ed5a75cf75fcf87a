import * as z from 'zod';
import { clearable, flag, mergeMetadata, metadata, pagination, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { buildPortalConfiguration, DEFAULT_FEATURES, NO_FEATURES } from '../objects/portalConfiguration.ts';
import { checkFeatures, featureParams, withFeatures } from './portalFeatures.ts';
import type { Api } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

type Configuration = Stripe.BillingPortal.Configuration;

const businessProfile = z
  .strictObject({
    headline: clearable(text.max(60)),
    privacy_policy_url: clearable(text),
    terms_of_service_url: clearable(text),
  })
  .partial();

const fields = {
  business_profile: businessProfile.optional(),
  default_return_url: clearable(text).optional(),
  login_page: z.strictObject({ enabled: flag }).optional(),
  metadata: clearable(metadata).optional(),
  name: clearable(text.max(500)).optional(),
};

/** https://docs.stripe.com/api/customer_portal/configurations */
export function portalConfigurations(api: Api): void {
  api.post(
    '/v1/billing_portal/configurations',
    { ...fields, features: featureParams },
    (params, { world }) => {
      const stamp = world.stamp('billing_portal.configuration');
      const configuration = buildPortalConfiguration(stamp, {
        features: withFeatures(NO_FEATURES, params.features),
        businessProfile: profileOf(params.business_profile),
        defaultReturnUrl: params.default_return_url ?? null,
        loginUrl: params.login_page?.enabled === true ? loginUrl(world, stamp.id) : null,
        metadata: params.metadata ?? {},
        name: params.name ?? null,
        isDefault: false,
      });
      checkFeatures(world, configuration.features);
      world.objects.put('billing_portal.configuration', configuration);
      emit(world, 'billing_portal.configuration.created', configuration);
      return configuration;
    },
  );

  api.post(
    '/v1/billing_portal/configurations/:id',
    { ...fields, active: flag.optional(), features: featureParams.optional() },
    (params, { world, id }) => {
      const before = required(world, 'billing_portal.configuration', id);
      if (before.is_default && params.active === false) {
        throw invalidRequest('The default configuration cannot be deactivated.', { param: 'active' });
      }
      const login = params.login_page?.enabled;
      const after: Configuration = {
        ...before,
        active: params.active ?? before.active,
        business_profile: { ...before.business_profile, ...params.business_profile },
        default_return_url:
          params.default_return_url === undefined ? before.default_return_url : params.default_return_url,
        features: withFeatures(before.features, params.features ?? {}),
        login_page:
          login === undefined
            ? before.login_page
            : { enabled: login, url: login ? loginUrl(world, id) : null },
        metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
        name: params.name === undefined ? before.name : params.name,
        updated: world.now(),
      };
      checkFeatures(world, after.features);
      world.objects.put('billing_portal.configuration', after);
      emit(world, 'billing_portal.configuration.updated', after, before);
      return after;
    },
  );

  api.get('/v1/billing_portal/configurations/:id', {}, (_, { world, id }) =>
    required(world, 'billing_portal.configuration', id),
  );

  api.get(
    '/v1/billing_portal/configurations',
    { ...pagination, active: flag.optional(), is_default: flag.optional() },
    ({ active, is_default: isDefault, ...page }, { world }) => {
      defaultConfiguration(world);
      return listPage(world, 'billing_portal.configuration', '/v1/billing_portal/configurations', page, {
        where: { active, isDefault },
      });
    },
  );
}

/** The account's own, which is made when it is first needed. */
export function defaultConfiguration(world: World): Configuration {
  const [known] = world.objects.list('billing_portal.configuration', {
    where: { isDefault: true },
    limit: 1,
  }).data;
  if (known !== undefined) return known;
  const configuration = buildPortalConfiguration(world.stamp('billing_portal.configuration'), {
    features: DEFAULT_FEATURES,
    businessProfile: profileOf({}),
    defaultReturnUrl: null,
    loginUrl: null,
    metadata: {},
    name: null,
    isDefault: true,
  });
  world.objects.put('billing_portal.configuration', configuration);
  return configuration;
}

function profileOf(given: z.output<typeof businessProfile> = {}): Configuration['business_profile'] {
  return { headline: null, privacy_policy_url: null, terms_of_service_url: null, ...given };
}

function loginUrl(world: World, id: string): string {
  return `${world.publicUrl}/p/login/${id}`;
}
