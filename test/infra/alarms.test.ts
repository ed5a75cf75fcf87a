/**
 * Claims: whoever looks after the service is told what somebody is losing, and what to do: where changes or mails are given
 * up or wait, where a function fails or is throttled, where the webhook turns events away or hears none, where no token is
 * made or its key grows old, where somebody paid for what no plan names or paid twice, where a plan cannot be bought or
 * cancelled, and where the search for what no event told finds much, is halted, or is silent.
 */
import { describe, expect, test } from 'vitest';
import { FUNCTIONS, RIGHTS } from '../../infra/rights.ts';
import { resourcesOf, synthesizeForFile, synthesizeOnce } from './synthesis.ts';

const prod = synthesizeForFile();

describe('alarms', () => {
  const alarms = () =>
    resourcesOf(prod().service, 'AWS::CloudWatch::Alarm').map(
      ({ Properties }) =>
        Properties as {
          AlarmName: string;
          AlarmDescription: string;
          AlarmActions: object[];
          MetricName?: string;
          Metrics?: { Expression?: string; MetricStat?: { Metric: { MetricName: string } } }[];
        },
    );

  /** The metric; of a sum, what it adds up. */
  const measured = ({ MetricName, Metrics = [] }: ReturnType<typeof alarms>[number]) => {
    if (MetricName !== undefined) return MetricName;
    const [expression, ...parts] = Metrics;
    const names = new Set(parts.map(({ MetricStat }) => MetricStat?.Metric.MetricName));
    return `${expression?.Expression ?? ''} of ${parts.length} ${[...names].join()}`;
  };

  test('watch what is given up, what waits, and what fails', () => {
    expect(alarms().map((alarm) => [alarm.AlarmName.replace('gatefold-prod-', ''), measured(alarm)])).toEqual(
      [
        ['sync-dead-letters', 'ApproximateNumberOfMessagesVisible'],
        ['sync-waiting', 'ApproximateAgeOfOldestMessage'],
        ['mail-dead-letters', 'ApproximateNumberOfMessagesVisible'],
        ['mail-waiting', 'ApproximateAgeOfOldestMessage'],
        ['no-events', 'gatefold-prod-no-events'],
        ['sync-failures', 'gatefold-prod-sync-failures'],
        ['mail-paused', 'gatefold-prod-mail-paused'],
        ['mail-refused', 'gatefold-prod-mail-refused'],
        ['mail-bounces', 'Reputation.BounceRate'],
        ['mail-complaints', 'Reputation.ComplaintRate'],
        ['webhook-faults', 'gatefold-prod-webhook-faults'],
        ['webhook-refusals', 'gatefold-prod-webhook-refusals'],
        ['service-faults', '5xx'],
        ['cdn-faults', '5xxErrorRate'],
        ['mint-faults', 'gatefold-prod-mint-faults'],
        ['revocations-unavailable', 'gatefold-prod-revocations-unavailable'],
        ['signing-key-old', 'gatefold-prod-signing-key-old'],
        ['rotation-silent', 'gatefold-prod-rotation-silent'],
        ['sync-crashes', 'Errors'],
        ['mail-crashes', 'Errors'],
        ['sweep-crashes', 'Errors'],
        ['rotation-failed', 'Errors'],
        ['functions-throttled', 'SUM(METRICS()) of 7 Throttles'],
        ['reads-throttled', 'SUM(METRICS()) of 5 ReadThrottleEvents'],
        ['writes-throttled', 'SUM(METRICS()) of 5 WriteThrottleEvents'],
        ['quarantined', 'gatefold-prod-quarantined'],
        ['paid-twice', 'gatefold-prod-paid-twice'],
        ['price-not-on-sale', 'gatefold-prod-price-not-on-sale'],
        ['portal-unavailable', 'gatefold-prod-portal-unavailable'],
        ['identity-provider', 'gatefold-prod-identity-provider'],
        ['sweep-halted', 'gatefold-prod-sweep-halted'],
        ['sweep-silent', 'gatefold-prod-sweep-silent'],
        ['night-silent', 'gatefold-prod-night-silent'],
        ['events-missing', 'gatefold-prod-events-missing'],
        ['sweep-drift', 'gatefold-prod-sweep-drift'],
        ['sweep-unreadable', 'gatefold-prod-sweep-unreadable'],
      ],
    );
  });

  test('say who loses what, in sentences that fit where they are read', () => {
    for (const { AlarmDescription } of alarms()) {
      expect(AlarmDescription).toMatch(/reader|subscriber|Stripe/i);
      expect(AlarmDescription).toMatch(/log|See/);
      // CloudWatch keeps 1,024 characters.
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  test('do not say of events that still wait in the queue that they were lost', () => {
    const missing = alarms().find(({ AlarmName }) => AlarmName === 'gatefold-prod-events-missing');
    expect(missing?.AlarmDescription).toMatch(/still wait in the queue.*sync-waiting/);
    expect(missing?.AlarmDescription).not.toContain('that never arrived');
  });

  test('say which functions know a new Stripe key only after a restart: those that read it as they start', () => {
    for (const name of ['sweep-halted', 'sync-dead-letters']) {
      const alarm = alarms().find(({ AlarmName }) => AlarmName === `gatefold-prod-${name}`);
      expect(alarm?.AlarmDescription).toMatch(/restart (the functions )?sync and access/);
    }
    const readers = FUNCTIONS.filter((name) => RIGHTS[name].secrets?.includes('stripe-key'));
    expect(readers).toEqual(['sync', 'access', 'sweep']);
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

  test('go off where nothing is heard: of Stripe, of keys, of the search for events, of a night', () => {
    const silent = resourcesOf(prod().service, 'AWS::CloudWatch::Alarm').filter(
      ({ Properties }) => Properties.TreatMissingData === 'breaching',
    );
    expect(silent.map(({ Properties }) => Properties)).toMatchObject([
      {
        AlarmName: 'gatefold-prod-no-events',
        ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 1, Period: 259_200, EvaluationPeriods: 1 },
      },
      {
        AlarmName: 'gatefold-prod-rotation-silent',
        ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 1, Period: 180_000, EvaluationPeriods: 1 },
      },
      {
        AlarmName: 'gatefold-prod-sweep-silent',
        ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 1, Period: 10_800, EvaluationPeriods: 1 },
      },
      {
        AlarmName: 'gatefold-prod-night-silent',
        ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 1, Period: 108_000, EvaluationPeriods: 1 },
      },
    ]);
  });

  test('of CloudFront is made in the one region that has its metrics', () => {
    const { Conditions, Resources } = prod().service;
    const [id, ...others] = Object.values(Resources).flatMap(({ Condition }) => Condition ?? []);
    expect(others).toEqual([]);
    expect(Conditions?.[id ?? '']).toEqual({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] });
  });

  test('wait for Stripe as long as the deployment says that it may be quiet', () => {
    const { service } = synthesizeOnce({ quietHours: '168' });
    const quiet = resourcesOf(service, 'AWS::CloudWatch::Alarm').find(
      ({ Properties }) => Properties.AlarmName === 'gatefold-prod-no-events',
    );
    expect(quiet?.Properties).toMatchObject({ Period: 604_800 });
    expect(quiet?.Properties.AlarmDescription).toContain('for 168 hours');
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
      'gatefold-prod-mail-paused /aws/lambda/gatefold-prod-mail': '{ $.event = "mail_paused" }',
      'gatefold-prod-mail-refused /aws/lambda/gatefold-prod-mail': '{ $.event = "mail_refused" }',
      'gatefold-prod-quarantined /aws/lambda/gatefold-prod-sync': '{ $.event = "quarantined" }',
      'gatefold-prod-quarantined /aws/lambda/gatefold-prod-access': '{ $.event = "quarantined" }',
      'gatefold-prod-quarantined /aws/lambda/gatefold-prod-sweep': '{ $.event = "quarantined" }',
      'gatefold-prod-paid-twice /aws/lambda/gatefold-prod-sync': '{ $.event = "duplicate_purchase" }',
      'gatefold-prod-paid-twice /aws/lambda/gatefold-prod-access': '{ $.event = "duplicate_purchase" }',
      'gatefold-prod-price-not-on-sale /aws/lambda/gatefold-prod-access': '{ $.event = "price_not_on_sale" }',
      'gatefold-prod-portal-unavailable /aws/lambda/gatefold-prod-access':
        '{ $.event = "portal_unavailable" }',
      'gatefold-prod-identity-provider /aws/lambda/gatefold-prod-access':
        '{ $.event = "identity_provider_unavailable" }',
      'gatefold-prod-no-events /aws/lambda/gatefold-prod-webhook': '{ $.event = "event_queued" }',
      'gatefold-prod-sync-failures /aws/lambda/gatefold-prod-sync': '{ $.event = "sync_failed" }',
      'gatefold-prod-mint-faults /aws/lambda/gatefold-prod-access':
        '{ ($.event = "fault") && (($.route = "POST /v1/token") || ($.route = "GET /v1/continue")) }',
      'gatefold-prod-revocations-unavailable /aws/lambda/gatefold-prod-access':
        '{ $.event = "revocations_unavailable" }',
      'gatefold-prod-signing-key-old /aws/lambda/gatefold-prod-rotate':
        '{ ($.event = "keys_checked") && ($.ageDays >= 92) }',
      'gatefold-prod-rotation-silent /aws/lambda/gatefold-prod-rotate': '{ $.event = "keys_checked" }',
      'gatefold-prod-sweep-unreadable /aws/lambda/gatefold-prod-sweep':
        '{ ($.event = "sweep_event_unreadable") || ($.event = "sweep_row_unreadable") }',
      'gatefold-prod-sweep-halted /aws/lambda/gatefold-prod-sweep': '{ $.event = "sweep_halted" }',
      'gatefold-prod-sweep-silent /aws/lambda/gatefold-prod-sweep': '{ $.event = "sweep_events_page" }',
      'gatefold-prod-night-silent /aws/lambda/gatefold-prod-sweep': '{ $.event = "sweep_night_compared" }',
      'gatefold-prod-events-missing /aws/lambda/gatefold-prod-sweep':
        '{ ($.event = "sweep_events_missing") && ($.count >= 20) }',
      'gatefold-prod-sweep-drift /aws/lambda/gatefold-prod-sweep': '{ $.event = "sweep_drift" }',
    });
  });
});
