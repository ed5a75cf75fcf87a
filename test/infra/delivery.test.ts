/**
 * Claims: an event of Stripe's that fails is tried for longer than an hour and then kept for two weeks, never dropped;
 * a batch has the time that Stripe may take over it. A mail is tried for as long as its code is good, and no address lies
 * about for longer than a day. What no event told is searched for every quarter of an hour. Queues are closed to whoever comes without TLS. There is a signing key
 * before the first reader comes, and they are looked after every day.
 */
import { describe, expect, test } from 'vitest';
import { BATCH_MILLIS } from '../../functions/sync/consume.ts';
import { FUNCTIONS } from '../../infra/rights.ts';
import { resourceOf, resourcesOf, synthesizeForFile } from './synthesis.ts';

const prod = synthesizeForFile();
const idOf = (functionName: string) =>
  resourceOf(prod().service, 'AWS::Lambda::Function', 'FunctionName', functionName).id;

const HOUR_SECONDS = 3600;
const CODE_LIFETIME_SECONDS = 15 * 60;
/** The most of one customer but for further pages: subscriptions, invoices, payments, disputes, the customer itself. */
const STRIPE_CALLS_A_CUSTOMER = 5;
const STRIPE_TIMEOUT_SECONDS = 5;

describe('queues', () => {
  const queue = (name: string) =>
    resourceOf(prod().service, 'AWS::SQS::Queue', 'QueueName', `gatefold-prod-${name}`);
  const timing = (name: string) => {
    const { VisibilityTimeout, RedrivePolicy } = queue(name).Properties as {
      VisibilityTimeout: number;
      RedrivePolicy: { maxReceiveCount: number; deadLetterTargetArn: unknown };
    };
    return { visibleAfterSeconds: VisibilityTimeout, ...RedrivePolicy };
  };
  const timeout = (name: string) =>
    (
      resourceOf(prod().service, 'AWS::Lambda::Function', 'FunctionName', `gatefold-prod-${name}`)
        .Properties as { Timeout: number }
    ).Timeout;

  test('half a dozen events of one renewal are given to one sync together', () => {
    const { BatchSize, MaximumBatchingWindowInSeconds } = mappingOf('sync')?.Properties as {
      BatchSize: number;
      MaximumBatchingWindowInSeconds: number;
    };
    expect(BatchSize).toBeGreaterThanOrEqual(8);
    expect(MaximumBatchingWindowInSeconds).toBeGreaterThan(0);
  });

  const mappingOf = (name: string) =>
    resourcesOf(prod().service, 'AWS::Lambda::EventSourceMapping').find(
      ({ Properties }) =>
        (Properties as { FunctionName: { Ref: string } }).FunctionName.Ref === idOf(`gatefold-prod-${name}`),
    );

  test('an hour without Stripe, or without us, gives no event up', () => {
    const { visibleAfterSeconds, maxReceiveCount } = timing('sync');
    expect(maxReceiveCount).toBe(12);
    expect(visibleAfterSeconds * maxReceiveCount).toBeGreaterThan(HOUR_SECONDS);
  });

  test('a mail is tried until its code has run out', () => {
    const { visibleAfterSeconds, maxReceiveCount } = timing('mail');
    expect(visibleAfterSeconds * maxReceiveCount).toBeGreaterThanOrEqual(CODE_LIFETIME_SECONDS);
  });

  test('an event that fails for good is kept for two weeks, and mails with their codes and links for a day', () => {
    const keptDays = (name: string) =>
      (queue(name).Properties as { MessageRetentionPeriod: number }).MessageRetentionPeriod / 86_400;
    expect(['sync', 'sync-dead', 'mail', 'mail-dead'].map(keptDays)).toEqual([4, 14, 1, 1]);
    for (const name of ['sync', 'mail']) {
      expect(timing(name).deadLetterTargetArn).toEqual({ 'Fn::GetAtt': [queue(`${name}-dead`).id, 'Arn'] });
    }
  });

  test('a sync that Stripe keeps waiting at every call is done before its function is ended', () => {
    const lastBegun = BATCH_MILLIS / 1000;
    expect(lastBegun + STRIPE_CALLS_A_CUSTOMER * STRIPE_TIMEOUT_SECONDS).toBeLessThan(timeout('sync'));
  });

  test.each(['sync', 'mail'])('%s: a message that is being worked on is not given to another', (name) => {
    expect(timing(name).visibleAfterSeconds).toBeGreaterThanOrEqual(6 * timeout(name));
  });

  test.each(['sync', 'mail'])('%s: of a batch, only what failed comes again', (name) => {
    expect(mappingOf(name)?.Properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [queue(name).id, 'Arn'] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test("no more than five syncs at once read Stripe, whose budget readers' returns share", () => {
    const limits = resourcesOf(prod().service, 'AWS::Lambda::EventSourceMapping').map(
      ({ Properties }) =>
        (Properties as { ScalingConfig: { MaximumConcurrency: number } }).ScalingConfig.MaximumConcurrency,
    );
    expect(limits).toEqual([5, 10]);
  });

  test('are encrypted, and closed to whoever comes without TLS', () => {
    const queues = resourcesOf(prod().service, 'AWS::SQS::Queue');
    const policies = resourcesOf(prod().service, 'AWS::SQS::QueuePolicy');
    expect(queues).toHaveLength(4);
    for (const { id, Properties } of queues) {
      expect(Properties).toMatchObject({ SqsManagedSseEnabled: true });
      const own = policies.find((policy) => isDeepEqual(policy.Properties.Queues, [{ Ref: id }]));
      expect(own?.Properties).toMatchObject({
        PolicyDocument: {
          Statement: [
            { Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          ],
        },
      });
    }
  });
});

test.each(FUNCTIONS)('%s runs on Node 24 on arm64, and its log is kept for a month', (name) => {
  const { Properties } = resourceOf(
    prod().service,
    'AWS::Lambda::Function',
    'FunctionName',
    `gatefold-prod-${name}`,
  );
  expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  const log = resourceOf(
    prod().service,
    'AWS::Logs::LogGroup',
    'LogGroupName',
    `/aws/lambda/gatefold-prod-${name}`,
  );
  expect(log.Properties).toMatchObject({ RetentionInDays: 30 });
  expect(Properties).toMatchObject({ LoggingConfig: { LogGroup: { Ref: log.id } } });
});

const scheduleOf = (name: string) =>
  resourceOf(prod().service, 'AWS::Scheduler::Schedule', 'Name', `gatefold-prod-${name}`).Properties;

test('the sweep comes every quarter of an hour, and ends before the next one comes', () => {
  expect(scheduleOf('sweep')).toMatchObject({
    ScheduleExpression: 'rate(15 minutes)',
    State: 'ENABLED',
    Target: { Arn: { 'Fn::GetAtt': [idOf('gatefold-prod-sweep'), 'Arn'] } },
  });
  const sweep = resourceOf(prod().service, 'AWS::Lambda::Function', 'FunctionName', 'gatefold-prod-sweep');
  expect(sweep.Properties.Timeout).toBeLessThan(15 * 60);
});

describe('signing keys', () => {
  test('are looked after every day', () => {
    expect(scheduleOf('rotate')).toMatchObject({
      ScheduleExpression: 'rate(1 day)',
      State: 'ENABLED',
      Target: { Arn: { 'Fn::GetAtt': [idOf('gatefold-prod-rotate'), 'Arn'] } },
    });
  });

  test('are there when the first deployment is done: it waits for them', () => {
    const [trigger] = resourcesOf(prod().service, 'Custom::Trigger');
    expect(trigger?.Properties).toMatchObject({ InvocationType: 'RequestResponse' });
    const version = (trigger?.Properties as { HandlerArn: { Ref: string } }).HandlerArn.Ref;
    expect(prod().service.Resources[version]?.Properties).toMatchObject({
      FunctionName: { Ref: idOf('gatefold-prod-rotate') },
    });
  });
});

function isDeepEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
