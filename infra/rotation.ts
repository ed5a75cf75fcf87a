import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { InvocationType, Trigger } from 'aws-cdk-lib/triggers';
import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { mayCall } from './scheduler.ts';

/**
 * Runs `rotate` every day, and as part of the first deployment, so that there is a key before there is a reader.
 * CloudFormation runs it again with each deployment that changes the function. A day on which nothing is due changes nothing.
 */
export function addRotation(scope: Construct, { prefix }: Deployment, rotate: LambdaFunction): void {
  new Schedule(scope, 'rotation', {
    scheduleName: `${prefix}-rotate`,
    description: 'Makes the signing keys that are due and drops those that are out.',
    schedule: ScheduleExpression.rate(Duration.days(1)),
    target: new LambdaInvoke(rotate, {
      role: mayCall(scope, 'scheduler-role', rotate),
      retryAttempts: 3,
      maxEventAge: Duration.hours(6),
    }),
  });
  // Waits for the answer: a deployment whose keys cannot be made fails, and is rolled back.
  new Trigger(scope, 'first-rotation', {
    handler: rotate,
    invocationType: InvocationType.REQUEST_RESPONSE,
    timeout: Duration.minutes(2),
  });
}
