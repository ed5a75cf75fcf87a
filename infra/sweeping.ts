import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { mayCall } from './scheduler.ts';

/** Runs `sweep` every quarter of an hour; it knows itself what is due. A run that is missed is made good by the next. */
export function addSweeping(scope: Construct, { prefix }: Deployment, sweep: LambdaFunction): void {
  new Schedule(scope, 'sweeping', {
    scheduleName: `${prefix}-sweep`,
    description: 'Searches Stripe for what no event has told.',
    schedule: ScheduleExpression.rate(Duration.minutes(15)),
    target: new LambdaInvoke(sweep, {
      role: mayCall(scope, 'sweep-scheduler-role', sweep),
      retryAttempts: 0,
      maxEventAge: Duration.minutes(10),
    }),
  });
}
