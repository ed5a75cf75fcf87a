import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { IFilterPattern } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { countLines, FIVE_MINUTES } from './watch.ts';
import type { Watch, Watched } from './watch.ts';

/** What Stripe and readers are answered, by the access log. */
export function httpWatches(scope: Construct, deployment: Deployment, { api, cdn }: Watched): Watch[] {
  const eventsAnswered = (status: string) =>
    FilterPattern.all(
      FilterPattern.stringValue('$.route', '=', api.webhookRoute),
      FilterPattern.stringValue('$.status', '=', status),
    );
  const count = (name: string, pattern: IFilterPattern) =>
    countLines(scope, deployment, name, pattern, [api.accessLog]);
  return [
    {
      name: 'webhook-faults',
      metric: count('webhook-faults', eventsAnswered('5*')),
      atLeast: 1,
      loses:
        'Stripe sent events and was not told that they arrived. Nobody loses access yet: Stripe sends them again for ' +
        'three days, and new subscribers wait until it does.',
      act: 'Find webhook_not_queued or fault in the log of the webhook function. Once mended, nothing need be sent by hand.',
    },
    {
      name: 'webhook-refusals',
      metric: count('webhook-refusals', eventsAnswered('400')),
      atLeast: 5,
      loses:
        'The webhook turns events away. If Stripe sent them, nothing that it reports is applied: those who paid through ' +
        'a payment link wait for access, renewals soon lock out, and those who no longer pay read on. Stripe sends them ' +
        'again for three days, then never.',
      act:
        "See the deliveries of the endpoint in Stripe's dashboard. None failed: somebody else is knocking, and nothing is " +
        'lost. Some failed: find webhook_refused in the log of the webhook function. signature_invalid: put the ' +
        "endpoint's secret into stripe-webhook-secret in the Parameter Store (two, with a space between, while it is " +
        'rolled) and restart the function. event_wrong_mode: the endpoint is of the other mode than the deployment.',
    },
    {
      name: 'service-faults',
      metric: api.stage.metricServerError({ period: FIVE_MINUTES, statistic: 'Sum' }),
      atLeast: 5,
      loses:
        'Readers are answered with faults. Those who hold a token read until it ends, ten minutes at most; then their ' +
        'articles lock, and nobody can sign in or subscribe where the fault is in the access function.',
      act: 'Find fault in the logs of the access and admin functions; where there is none, see their errors and throttles.',
    },
    {
      name: 'cdn-faults',
      metric: new Metric({
        namespace: 'AWS/CloudFront',
        metricName: '5xxErrorRate',
        dimensionsMap: { DistributionId: cdn.distributionId, Region: 'Global' },
        period: Duration.minutes(15),
        statistic: 'Average',
      }),
      // Per cent.
      atLeast: 5,
      // CloudFront writes its metrics there alone (docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-using-cloudwatch.html).
      onlyIn: 'us-east-1',
      loses:
        'Of the answers that reach readers and verifiers through CloudFront, five in a hundred or more are faults. Where tokens ' +
        'are among them, articles lock when the last one ends; a stale key set is good for a day.',
      act:
        'See the alarm service-faults: if it is on, that is the cause. Else CloudFront does not reach the API: see its error ' +
        'rate by status, and whether certificate, origin or DNS were changed.',
    },
  ];
}
