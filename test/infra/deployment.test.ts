/**
 * Claims: a value that cannot be deployed is named before anything is built. Without any value the deployment is the live one,
 * which takes Stripe's live events alone; any other stage takes test events unless told otherwise. AWS's own rules of good practice
 * hold, and each exception has its reason. Whoever looks after the service is told what somebody is losing, and what to do.
 */
import { describe, expect, test } from 'vitest';
import config from '../../gatefold.config.ts';
import { DeploymentError, readDeployment } from '../../infra/deployment.ts';
import { resourceOf, resourcesOf, synthesizeForFile, synthesizeOnce } from './synthesis.ts';
import type { Synthesis } from './synthesis.ts';

const prod = synthesizeForFile();
const read = (context: Readonly<Record<string, string>>) => readDeployment((name) => context[name], config);

describe('the context of a deployment', () => {
  test('may be empty: the live one, with mail from the site', () => {
    expect(read({})).toEqual({
      stage: 'prod',
      prefix: 'gatefold-prod',
      service: new URL('https://access.thefold.example'),
      hasOwnHost: true,
      stripeLiveMode: true,
      mailFrom: 'no-reply@thefold.example',
      createMailIdentity: true,
    });
  });

  test.each([
    [{}, true],
    [{ stage: 'test' }, false],
    [{ stage: 'test', stripe: 'live' }, true],
    [{ stripe: 'test' }, false],
  ])("%o: Stripe's live events are taken: %s", (context, liveMode) => {
    expect(read(context).stripeLiveMode).toBe(liveMode);
  });

  test('says to the webhook which events it takes', () => {
    const mode = ({ service }: Synthesis, name: string) =>
      resourceOf(service, 'AWS::Lambda::Function', 'FunctionName', name).Properties;
    expect(mode(prod(), 'gatefold-prod-webhook')).toMatchObject({
      Environment: { Variables: { STRIPE_LIVE_MODE: 'true' } },
    });
    expect(mode(synthesizeOnce({ stage: 'test' }), 'gatefold-test-webhook')).toMatchObject({
      Environment: { Variables: { STRIPE_LIVE_MODE: 'false' } },
    });
  });

  test.each([
    ['stage', 'Prod'],
    ['stage', 'a/b'],
    ['stage', 'prod-2'],
    ['stripe', 'yes'],
    ['mailFrom', 'The Fold'],
    ['mailIdentity', 'no'],
    ['certificateArn', 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b'],
    ['alarmEmail', 'me'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(DeploymentError);
    expect(() => read({ [name]: value })).toThrow(`  ${name}: `);
  });

  test('a service on plain http is not deployed', () => {
    const hosts = { ...config.hosts, service: 'http://127.0.0.1:4000' };
    expect(() => readDeployment(() => undefined, { ...config, hosts })).toThrow('only https can be deployed');
  });
});

describe('a service that is a path of the site', () => {
  const under = (service: string, context: Readonly<Record<string, string>> = {}) =>
    readDeployment((name) => context[name], { ...config, hosts: { ...config.hosts, service } });

  test.each([
    ['https://thefold.example/members', false],
    ['https://www.thefold.example/members', false],
    ['https://access.thefold.example/members', true],
  ])('%s: a host of its own: %s', (service, hasOwnHost) => {
    expect(under(service)).toMatchObject({ hasOwnHost });
  });

  test("has no use for a certificate: the site's own CDN has the host", () => {
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b';
    expect(() => under('https://thefold.example/members', { certificateArn })).toThrow('  certificateArn: ');
    expect(under('https://access.thefold.example/members', { certificateArn })).toMatchObject({
      certificateArn,
    });
  });
});

describe('a sender', () => {
  test('is set up in SES, with the DNS records that prove it', () => {
    const { service } = prod();
    expect(resourcesOf(service, 'AWS::SES::EmailIdentity')).toMatchObject([
      { Properties: { EmailIdentity: 'thefold.example' } },
    ]);
  });

  test('that SES knows already is left alone', () => {
    const { service } = synthesizeOnce({ mailIdentity: 'existing', mailFrom: 'post@mail.thefold.example' });
    expect(resourcesOf(service, 'AWS::SES::EmailIdentity')).toEqual([]);
    const { Properties } = resourceOf(service, 'AWS::Lambda::Function', 'FunctionName', 'gatefold-prod-mail');
    expect(Properties).toMatchObject({
      Environment: { Variables: { MAIL_FROM: 'post@mail.thefold.example' } },
    });
  });
});

describe("AWS's rules of good practice", () => {
  test('hold for a first look and for the deployment that readers use', () => {
    expect(prod().findings()).toEqual([]);
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b';
    expect(synthesizeOnce({ certificateArn }).findings()).toEqual([]);
  });
});

describe('alarms', () => {
  const alarms = () =>
    resourcesOf(prod().service, 'AWS::CloudWatch::Alarm').map(
      ({ Properties }) =>
        Properties as {
          AlarmName: string;
          AlarmDescription: string;
          AlarmActions: object[];
          MetricName: string;
        },
    );

  test('watch what is given up, what waits, and what fails', () => {
    expect(
      alarms().map(({ AlarmName, MetricName }) => [AlarmName.replace('gatefold-prod-', ''), MetricName]),
    ).toEqual([
      ['sync-dead-letters', 'ApproximateNumberOfMessagesVisible'],
      ['sync-waiting', 'ApproximateAgeOfOldestMessage'],
      ['mail-dead-letters', 'ApproximateNumberOfMessagesVisible'],
      ['mail-waiting', 'ApproximateAgeOfOldestMessage'],
      ['webhook-faults', 'gatefold-prod-webhook-faults'],
      ['webhook-refusals', 'gatefold-prod-webhook-refusals'],
      ['service-faults', '5xx'],
      ['sync-crashes', 'Errors'],
      ['mail-crashes', 'Errors'],
      ['rotation-failed', 'Errors'],
      ['quarantined', 'gatefold-prod-quarantined'],
      ['price-not-on-sale', 'gatefold-prod-price-not-on-sale'],
    ]);
  });

  test('say who loses what, in sentences that fit where they are read', () => {
    for (const { AlarmDescription } of alarms()) {
      expect(AlarmDescription).toMatch(/reader|subscriber|Stripe/i);
      expect(AlarmDescription).toMatch(/log|See/);
      // CloudWatch keeps 1,024 characters.
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  test('reach a topic that CloudWatch may write to, and the address that asked for them', () => {
    const { service } = synthesizeOnce({ alarmEmail: 'desk@thefold.example' });
    const [topic] = resourcesOf(service, 'AWS::SNS::Topic');
    for (const { AlarmActions } of alarms()) expect(AlarmActions).toEqual([{ Ref: topic?.id }]);
    const [policy] = resourcesOf(service, 'AWS::SNS::TopicPolicy');
    expect(JSON.stringify(policy?.Properties)).toContain('"Service":"cloudwatch.amazonaws.com"');
    expect(resourcesOf(service, 'AWS::SNS::Subscription')).toMatchObject([
      { Properties: { Protocol: 'email', Endpoint: 'desk@thefold.example' } },
    ]);
  });

  /** Patterns of the lines that are counted, by metric and log. */
  const counted = () =>
    Object.fromEntries(
      resourcesOf(prod().service, 'AWS::Logs::MetricFilter').map(({ Properties }) => {
        const { FilterPattern, LogGroupName, MetricTransformations } = Properties as {
          FilterPattern: string;
          LogGroupName: { Ref: string };
          MetricTransformations: [{ MetricName: string; MetricValue: string }];
        };
        const [{ MetricName, MetricValue }] = MetricTransformations;
        expect(MetricValue).toBe('1');
        const log = prod().service.Resources[LogGroupName.Ref]?.Properties.LogGroupName;
        return [`${MetricName} ${String(log)}`, FilterPattern];
      }),
    );

  test("count the events that Stripe was not thanked for, by the webhook's own route", () => {
    const log = '/aws/vendedlogs/gatefold-prod-api';
    expect(counted()).toMatchObject({
      [`gatefold-prod-webhook-faults ${log}`]: '{ ($.route = "POST /webhooks/stripe") && ($.status = "5*") }',
      [`gatefold-prod-webhook-refusals ${log}`]:
        '{ ($.route = "POST /webhooks/stripe") && ($.status = "400") }',
    });
  });

  test('count what Stripe sells and no plan names in every function that syncs, and what cannot be bought', () => {
    const lines = Object.entries(counted()).filter(([name]) => name.includes('/aws/lambda/'));
    expect(Object.fromEntries(lines)).toEqual({
      'gatefold-prod-quarantined /aws/lambda/gatefold-prod-sync': '{ $.event = "quarantined" }',
      'gatefold-prod-quarantined /aws/lambda/gatefold-prod-access': '{ $.event = "quarantined" }',
      'gatefold-prod-price-not-on-sale /aws/lambda/gatefold-prod-access': '{ $.event = "price_not_on_sale" }',
    });
  });
});
