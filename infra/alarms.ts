import { Aws, CfnCondition, Fn } from 'aws-cdk-lib';
import { Alarm, CfnAlarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { watches } from './watches/all.ts';
import type { Watch, Watched } from './watches/watch.ts';

/** Each alarm says who loses what, then what to do, and where more of that is. */
export function addAlarms(scope: Construct, deployment: Deployment, watched: Watched): Topic {
  const topic = addTopic(scope, deployment);
  for (const watch of watches(scope, deployment, watched)) {
    const { name, metric, loses, act, onlyIn } = watch;
    const alarm = new Alarm(scope, `${name}-alarm`, {
      alarmName: `${deployment.prefix}-${name}`,
      alarmDescription: `${loses} ${act} More: docs/operations.md#${name}`,
      metric,
      evaluationPeriods: 1,
      ...limitOf(watch),
    });
    alarm.addAlarmAction(new SnsAction(topic));
    if (onlyIn !== undefined) restrict(alarm, onlyIn);
  }
  return topic;
}

function restrict(alarm: Alarm, region: string): void {
  const here = new CfnCondition(alarm, `in-${region}`, {
    expression: Fn.conditionEquals(Aws.REGION, region),
  });
  if (alarm.node.defaultChild instanceof CfnAlarm) alarm.node.defaultChild.cfnOptions.condition = here;
}

function limitOf(watch: Watch) {
  return 'silent' in watch
    ? {
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      }
    : {
        threshold: watch.atLeast,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      };
}

function addTopic(scope: Construct, { prefix, alarmEmail }: Deployment): Topic {
  const topic = new Topic(scope, 'alarms', { topicName: `${prefix}-alarms`, enforceSSL: true });
  // A topic with a policy of its own loses the one that lets the account's alarms in.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  if (alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(alarmEmail));
  return topic;
}
