import { Duration } from 'aws-cdk-lib';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { countLines } from './watch.ts';
import type { Watch, Watched } from './watch.ts';

/** Whether Stripe is heard, and whether what it says can be applied. */
export function stripeWatches(scope: Construct, deployment: Deployment, { functions }: Watched): Watch[] {
  const { quietHours } = deployment;
  const says = (event: string) => FilterPattern.stringValue('$.event', '=', event);
  const quiet = Duration.hours(quietHours);
  return [
    {
      name: 'no-events',
      metric: countLines(
        scope,
        deployment,
        'no-events',
        says('event_queued'),
        [functions.webhook.logGroup],
        quiet,
      ),
      silent: true,
      loses:
        `Stripe has told of nothing for ${quietHours} hours. If subscriptions were bought, renewed or ended in that time, their ` +
        'readers had to wait for the hourly sweep: some for access, others read on without paying.',
      act:
        "See the webhook endpoint in Stripe's dashboard: is it there, enabled, at the right address? A publication with few " +
        'subscribers may be as quiet as this by itself: deploy it with a larger quietHours.',
    },
    {
      name: 'sync-failures',
      metric: countLines(scope, deployment, 'sync-failures', says('sync_failed'), [functions.sync.logGroup]),
      atLeast: 5,
      loses:
        'What Stripe reports can not be applied. Those who paid through a payment link, or whose renewal went through just ' +
        'now, wait for access; those who no longer pay read on. It is tried again for an hour and a half, then given up.',
      act:
        'Find sync_failed in the log of the sync function: its error names the cause. StripeConnectionError: wait for ' +
        'status.stripe.com. StripeAuthenticationError or StripePermissionError: the key. Anything else: a row or a deployment.',
    },
  ];
}
