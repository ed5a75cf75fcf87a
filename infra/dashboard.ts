import { Aws, Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, Metric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../shared/config/metrics.ts';
import type { MetricName } from '../shared/config/metrics.ts';
import { TABLES, tableName } from '../shared/store/tables.ts';
import type { Deployment } from './deployment.ts';
import { FUNCTIONS, QUEUES } from './rights.ts';
import type { FunctionName } from './rights.ts';
import type { Watched } from './watches/watch.ts';

const PERIOD = Duration.minutes(5);
const DAY = Duration.days(1);
const SUM = { period: PERIOD, statistic: 'Sum' };

const COSTS = `What is charged for, and grows with readers: requests to CloudFront, the API and functions; units read and
written in DynamoDB; gigabytes of log. What is charged for while nobody reads: alarms beyond the account's first ten, the signing key,
what the tables hold and their 35 days of backup. Prices: https://calculator.aws`;

/** One page for whoever looks after the service: is Stripe heard, do readers get in, what does it cost. */
export function addDashboard(scope: Construct, deployment: Deployment, watched: Watched): void {
  const dashboard = new Dashboard(scope, 'dashboard', { dashboardName: deployment.prefix });
  const rows: readonly (readonly IWidget[])[] = [
    stripeRow(deployment, watched),
    readersRow(deployment),
    faultsRow(deployment, watched),
    sweepRow(deployment),
    costsRow(deployment, watched),
    [new TextWidget({ markdown: COSTS, width: 24, height: 2 })],
  ];
  for (const row of rows) dashboard.addWidgets(...row);
}

function stripeRow({ stage }: Deployment, { queues }: Watched): IWidget[] {
  const ages = QUEUES.map((name) =>
    queues[name].queue.metricApproximateAgeOfOldestMessage({
      ...{ period: PERIOD, statistic: 'Maximum', label: `oldest in ${name}, seconds` },
    }),
  );
  const lag = (statistic: string) =>
    ours(stage, 'sync', 'SyncLag', { statistic, label: `${statistic}, milliseconds` });
  return [
    graph('Events from Stripe', [ours(stage, 'webhook', 'EventsQueued')]),
    graph('From Stripe to access', [lag('p50'), lag('p99')]),
    graph('What waits', ages),
  ];
}

function readersRow({ stage }: Deployment): IWidget[] {
  return [
    graph('Tokens', [ours(stage, 'access', 'Mints'), ours(stage, 'access', 'TokensRefused')]),
    graph('Sign-ins', [ours(stage, 'access', 'SignIns')]),
    graph('Mails', [ours(stage, 'mail', 'MailsSent')]),
  ];
}

function faultsRow({ stage }: Deployment, { functions, api }: Watched): IWidget[] {
  const answering = ['webhook', 'access', 'admin'] as const;
  return [
    graph('Answered with a fault', [
      ...answering.map((name) => ours(stage, name, 'Faults', { label: name })),
      api.stage.metricServerError({ ...SUM, label: 'the API, 5xx' }),
    ]),
    graph(
      'Ended with an error',
      FUNCTIONS.map((name) => functions[name].metricErrors({ ...SUM, label: name })),
    ),
    graph(
      'Throttled',
      FUNCTIONS.map((name) => functions[name].metricThrottles({ ...SUM, label: name })),
    ),
  ];
}

function sweepRow({ stage }: Deployment): IWidget[] {
  const daily = (name: MetricName, service: FunctionName = 'sweep') =>
    ours(stage, service, name, { period: DAY, statistic: 'Maximum' });
  return [
    graph('Hourly: events compared, and missing', [
      ours(stage, 'sweep', 'SweepEventsCompared'),
      ours(stage, 'sweep', 'SweepEventsMissing'),
    ]),
    graph('Nightly: subscriptions compared, and differing', [daily('NightCompared'), daily('NightDrift')]),
    graph('Days for which the signing key has signed', [daily('SigningKeyAge', 'rotate')]),
  ];
}

function costsRow({ prefix }: Deployment, { functions, api, cdn }: Watched): IWidget[] {
  const consumed = (metricName: string) =>
    TABLES.map((table) => {
      const dimensionsMap = { TableName: tableName(prefix, table) };
      return new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap, ...SUM, label: table });
    });
  const throughCdn = new Metric({
    ...{ namespace: 'AWS/CloudFront', metricName: 'Requests', ...SUM, label: 'CloudFront' },
    dimensionsMap: { DistributionId: cdn.distributionId, Region: 'Global' },
    region: 'us-east-1',
  });
  return [
    graph('DynamoDB: units read', consumed('ConsumedReadCapacityUnits')),
    graph('DynamoDB: units written', consumed('ConsumedWriteCapacityUnits')),
    graph('Requests', [
      throughCdn,
      api.stage.metricCount({ ...SUM, label: 'the API' }),
      ...FUNCTIONS.map((name) => functions[name].metricInvocations({ ...SUM, label: name })),
    ]),
  ];
}

/** A metric that a line of the log is (shared/config/metrics.ts). */
function ours(
  stage: string,
  service: FunctionName,
  metricName: MetricName,
  more: { readonly period?: Duration; readonly statistic?: string; readonly label?: string } = {},
): Metric {
  const dimensionsMap = { service, stage };
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, ...SUM, ...more });
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({ title, left: [...left], width: 8, height: 6, region: Aws.REGION });
}
