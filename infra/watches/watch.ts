import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { IFilterPattern, ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { Api } from '../http-api.ts';
import type { QueuePair } from '../queues.ts';
import type { FunctionName, QueueName } from '../rights.ts';

export interface Watched {
  readonly queues: Readonly<Record<QueueName, QueuePair>>;
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
  readonly api: Api;
  readonly cdn: Distribution;
}

/** At this value the alarm goes off, or where nothing was counted at all. */
type Limit = { readonly atLeast: number } | { readonly silent: true };

export type Watch = Limit & {
  readonly name: string;
  readonly metric: IMetric;
  /** The one region that has the metric, where not all have; elsewhere the alarm is made by hand, see docs/operations.md. */
  readonly onlyIn?: 'us-east-1';
  /** What somebody is losing meanwhile. */
  readonly loses: string;
  readonly act: string;
};

export const FIVE_MINUTES = Duration.minutes(5);

/** Lines of these logs that fit the pattern, counted over five minutes, or longer, under the name of the watch. */
export function countLines(
  scope: Construct,
  { prefix }: Deployment,
  name: string,
  filterPattern: IFilterPattern,
  logs: readonly ILogGroup[],
  period = FIVE_MINUTES,
): Metric {
  const counted = { metricNamespace: 'Gatefold', metricName: `${prefix}-${name}` };
  for (const logGroup of logs) {
    new MetricFilter(scope, `${name}-in-${logGroup.node.id}`, { ...counted, logGroup, filterPattern });
  }
  return new Metric({
    namespace: counted.metricNamespace,
    metricName: counted.metricName,
    period,
    statistic: 'Sum',
  });
}
