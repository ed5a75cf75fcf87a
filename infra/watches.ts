import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import type { Api } from './http-api.ts';
import type { QueuePair } from './queues.ts';
import type { FunctionName, QueueName } from './rights.ts';

export interface Watched {
  readonly queues: Readonly<Record<QueueName, QueuePair>>;
  readonly functions: Readonly<Record<FunctionName, IFunction>>;
  readonly api: Api;
}

export interface Watch {
  readonly name: string;
  readonly metric: Metric;
  /** The alarm goes off at this value. */
  readonly atLeast: number;
  /** What somebody is losing meanwhile. */
  readonly loses: string;
  readonly act: string;
}

const FIVE_MINUTES = Duration.minutes(5);

export function watches(scope: Construct, deployment: Deployment, watched: Watched): Watch[] {
  return [
    ...queueWatches(watched.queues),
    ...apiWatches(scope, deployment, watched.api),
    ...functionWatches(watched.functions),
  ];
}

function queueWatches({ sync, mail }: Watched['queues']): Watch[] {
  const lettersIn = ({ dead }: QueuePair) =>
    dead.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'Maximum' });
  const ageIn = ({ queue }: QueuePair) =>
    queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES, statistic: 'Maximum' });
  return [
    {
      name: 'sync-dead-letters',
      metric: lettersIn(sync),
      atLeast: 1,
      loses:
        'Stripe reported changes that were not applied after 12 attempts. A new subscriber among them may be locked ' +
        'out, one who renewed soon will be, and one who no longer pays may still read.',
      act:
        'Find sync_failed in the log of the sync function, mend its cause, then redrive the dead-letter queue: ' +
        'a sync reads the customer anew, so old messages do no harm.',
    },
    {
      name: 'sync-waiting',
      metric: ageIn(sync),
      atLeast: Duration.minutes(15).toSeconds(),
      loses:
        'What Stripe reported a quarter of an hour ago is not applied yet. Those who paid through a payment link, or ' +
        'whose renewal went through just now, wait for access; those who return from Checkout do not.',
      act: 'See status.stripe.com and sync_failed in the log of the sync function. Nothing is lost while it waits.',
    },
    {
      name: 'mail-dead-letters',
      metric: lettersIn(mail),
      atLeast: 1,
      loses: 'Readers asked for a code to sign in with and were never sent it.',
      act:
        'See mail_failed in the log of the mail function and the state of the sender in SES. Do not redrive: the codes ' +
        'have run out, and readers who still want to sign in have asked again.',
    },
    {
      name: 'mail-waiting',
      metric: ageIn(mail),
      atLeast: Duration.minutes(4).toSeconds(),
      loses: 'Readers are waiting at the sign-in page for a code that has not been sent.',
      act: 'See mail_failed in the log of the mail function, and the sending quota and state of the sender in SES.',
    },
  ];
}

function apiWatches(
  scope: Construct,
  { prefix }: Deployment,
  { stage, accessLog, webhookRoute }: Api,
): Watch[] {
  const refusedEvents = new MetricFilter(scope, 'refused-events', {
    logGroup: accessLog,
    metricNamespace: 'Gatefold',
    metricName: `${prefix}-refused-events`,
    filterPattern: FilterPattern.all(
      FilterPattern.stringValue('$.route', '=', webhookRoute),
      FilterPattern.stringValue('$.status', '=', '5*'),
    ),
  });
  return [
    {
      name: 'webhook-faults',
      metric: refusedEvents.metric({ period: FIVE_MINUTES, statistic: 'Sum' }),
      atLeast: 1,
      loses:
        'Stripe sent events and was not told that they arrived. Nobody loses access yet: Stripe sends them again for ' +
        'three days, and new subscribers wait until it does.',
      act: 'Find webhook_not_queued or fault in the log of the webhook function. Once mended, nothing need be sent by hand.',
    },
    {
      name: 'service-faults',
      metric: stage.metricServerError({ period: FIVE_MINUTES, statistic: 'Sum' }),
      atLeast: 5,
      loses:
        'Readers are answered with faults. Those who hold a token read until it ends, ten minutes at most; then their ' +
        'articles lock, and nobody can sign in or subscribe where the fault is in the access function.',
      act: 'Find fault in the logs of the access and admin functions; where there is none, see their errors and throttles.',
    },
  ];
}

/** Those that answer HTTP are watched by what they answer. */
function functionWatches(functions: Watched['functions']): Watch[] {
  const errorsOf = (name: FunctionName) =>
    functions[name].metricErrors({ period: FIVE_MINUTES, statistic: 'Sum' });
  return [
    {
      name: 'sync-crashes',
      metric: errorsOf('sync'),
      atLeast: 3,
      loses:
        'The sync function ends before it has answered, so no change that Stripe reports reaches any reader: neither ' +
        'access for those who pay, nor its end for those who do not.',
      act: 'See its log: a secret that is missing or wrong, a time-out, or a deployment that went wrong.',
    },
    {
      name: 'mail-crashes',
      metric: errorsOf('mail'),
      atLeast: 3,
      loses: 'The mail function ends before it has answered: no reader who needs a code can sign in.',
      act: 'See its log: a deployment that went wrong, or a time-out while SES does not answer.',
    },
    {
      name: 'rotation-failed',
      metric: errorsOf('rotate'),
      atLeast: 1,
      loses:
        'Signing keys were not looked after today. Readers notice nothing while a key that is made in advance is left, ' +
        'for up to 90 days; a key that should retire is still accepted.',
      act: 'See the log of the rotate function, and run it again: twice does no harm.',
    },
  ];
}
