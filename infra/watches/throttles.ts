import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { TABLES, tableName } from '../../shared/store/tables.ts';
import type { Deployment } from '../deployment.ts';
import { FUNCTIONS } from '../rights.ts';
import { FIVE_MINUTES } from './watch.ts';
import type { Watch, Watched } from './watch.ts';

/** Where AWS asks to be asked less. */
export function throttleWatches({ prefix }: Deployment, { functions }: Watched): Watch[] {
  const ofTables = (metricName: string) =>
    sumOf(
      TABLES.map((table) => {
        const dimensionsMap = { TableName: tableName(prefix, table) };
        return new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap, ...EACH });
      }),
    );
  return [
    {
      name: 'functions-throttled',
      metric: sumOf(FUNCTIONS.map((name) => functions[name].metricThrottles(EACH))),
      atLeast: 10,
      loses:
        'Functions are not started, since the account has too many at once. Readers are answered with faults and their ' +
        "articles lock when their tokens end; Stripe's events and mails wait and are tried again.",
      act:
        'See which function is throttled, and how many run at once in the account. Ask AWS for more concurrency, or end ' +
        'what else in the account uses it up.',
    },
    {
      name: 'reads-throttled',
      metric: ofTables('ReadThrottleEvents'),
      atLeast: 10,
      loses:
        'DynamoDB refuses reads. Each is tried again at once; where that fails too, readers get no token, and articles ' +
        'lock when the one they have ends.',
      act: 'See which table, by the metric ReadThrottleEvents. On-demand tables grow by themselves within half an hour.',
    },
    {
      name: 'writes-throttled',
      metric: ofTables('WriteThrottleEvents'),
      atLeast: 10,
      loses:
        'DynamoDB refuses writes. Each is tried again; where that fails too, readers cannot sign in or stay signed in, and ' +
        'what Stripe reports waits in its queue.',
      act: 'See which table, by the metric WriteThrottleEvents. On-demand tables grow by themselves within half an hour.',
    },
  ];
}

const EACH = { period: FIVE_MINUTES, statistic: 'Sum' };

/** An alarm's expression takes ten metrics at the most. */
function sumOf(metrics: readonly Metric[]): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  return new MathExpression({ expression: 'SUM(METRICS())', usingMetrics, period: FIVE_MINUTES });
}
