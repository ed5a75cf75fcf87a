import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { FunctionName } from '../rights.ts';
import { countLines } from './watch.ts';
import type { Watch, Watched } from './watch.ts';

/** Where what others hold for the publication, and what it is configured with, disagree: by what the functions log. */
export function catalogueWatches(scope: Construct, deployment: Deployment, { functions }: Watched): Watch[] {
  const count = (name: string, event: string, loggedBy: readonly FunctionName[]) =>
    countLines(
      scope,
      deployment,
      name,
      FilterPattern.stringValue('$.event', '=', event),
      loggedBy.map((one) => functions[one].logGroup),
    );
  return [
    {
      name: 'quarantined',
      // The return from Checkout syncs too, in the access function.
      metric: count('quarantined', 'quarantined', ['sync', 'access', 'sweep']),
      atLeast: 1,
      loses:
        'Stripe told of something that this publication does not know. A product: somebody paid for what no plan names, ' +
        'and reads nothing until it is configured. A pass: its time can not be read, or a guest ' +
        'paid it whom nobody can find. A status: its subscribers keep what they had, until that ends. An address: its ' +
        'customer cannot sign in.',
      act:
        'See GET /admin/v1/quarantine. If the product stands for a plan, name it in gatefold.config.ts and deploy: the sweep ' +
        'lets its readers in. If the account sells it for something else, have it ignored (POST …/ignore). Correct an address ' +
        'at Stripe, then POST …/replay. Refund the pass of a guest, or grant its buyer a comp. A status needs a newer Gatefold.',
    },
    {
      name: 'paid-twice',
      metric: count('paid-twice', 'duplicate_purchase', ['sync', 'access']),
      atLeast: 1,
      loses:
        'A subscriber pays for the same plan more than once: begun at Stripe or through a payment link, since Gatefold ' +
        'never begins a second.',
      act: 'See GET /admin/v1/duplicates. Cancel and refund one of them at Stripe; access stays by the other.',
    },
    {
      name: 'price-not-on-sale',
      metric: count('price-not-on-sale', 'price_not_on_sale', ['access']),
      atLeast: 1,
      loses:
        "Readers who wanted to pay were turned away. Nobody can buy the plan: Stripe's price is not what the catalogue " +
        'shows, or there is none.',
      act:
        'Find price_not_on_sale in the log of the access function: its outcome is the lookup key. Make the active price ' +
        "of that key at Stripe and onSale in gatefold.config.ts agree: the plan's product, amount, currency, interval.",
    },
    {
      name: 'portal-unavailable',
      metric: count('portal-unavailable', 'portal_unavailable', ['access']),
      atLeast: 3,
      loses: "Subscribers who want to cancel, mend a card or see a receipt do not get to Stripe's portal.",
      act:
        'Find portal_unavailable in the log of the access function. StripePermissionError: the key lacks the right on portal ' +
        'sessions. StripeInvalidRequestError: the portal has no settings, run stripe:setup.',
    },
    {
      name: 'identity-provider',
      metric: count('identity-provider', 'identity_provider_unavailable', ['access']),
      atLeast: 3,
      loses:
        "Readers who sign in with the publisher's identity provider are refused: its keys can not be read. A code by mail " +
        'still signs them in.',
      act: 'Find identity_provider_unavailable in the log of the access function, and see whether the provider answers.',
    },
  ];
}
