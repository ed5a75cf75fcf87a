/**
 * Claims: every metric that an alarm or the dashboard shows is one that is written, by the function that it is said to come
 * from, or one that AWS makes; and none is written that nobody looks at.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { originOf } from '../../functions/environment.ts';
import { FUNCTIONS } from '../../infra/rights.ts';
import { METRIC_NAMESPACE, METRICS } from '../../shared/config/metrics.ts';
import { TABLES } from '../../shared/store/tables.ts';
import { resourcesOf, synthesizeForFile } from './synthesis.ts';

const prod = synthesizeForFile();

/** As AWS documents them, of what is used here. */
const OF_AWS: Readonly<Record<string, readonly string[]>> = {
  'AWS/ApiGateway': ['5xx', 'Count'],
  'AWS/CloudFront': ['5xxErrorRate', 'Requests'],
  'AWS/DynamoDB': [
    'ConsumedReadCapacityUnits',
    'ConsumedWriteCapacityUnits',
    'ReadThrottleEvents',
    'WriteThrottleEvents',
  ],
  'AWS/Lambda': ['Errors', 'Invocations', 'Throttles'],
  'AWS/SES': ['Reputation.BounceRate', 'Reputation.ComplaintRate'],
  'AWS/SQS': ['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible'],
};

const filterSchema = z.object({
  MetricTransformations: z.tuple([z.object({ MetricName: z.string(), MetricNamespace: z.string() })]),
});
const bodySchema = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const widgetsSchema = z.object({
  widgets: z.array(
    z.object({
      type: z.string(),
      properties: z.object({
        title: z.string().optional(),
        metrics: z.array(z.array(z.unknown())).optional(),
      }),
    }),
  ),
});

interface Shown {
  readonly namespace: string;
  readonly name: string;
  readonly service?: string;
}

/** What is counted by a filter over a log. */
const filtered = () =>
  resourcesOf(prod().service, 'AWS::Logs::MetricFilter').map(
    ({ Properties }) => filterSchema.parse(Properties).MetricTransformations[0],
  );

function widgets() {
  const [dashboard, ...others] = resourcesOf(prod().service, 'AWS::CloudWatch::Dashboard');
  expect(others).toEqual([]);
  expect(dashboard?.Properties.DashboardName).toBe('gatefold-prod');
  const [, parts] = bodySchema.parse(dashboard?.Properties.DashboardBody)['Fn::Join'];
  const text = parts.map((part) => (typeof part === 'string' ? part : 'reference')).join('');
  return widgetsSchema.parse(JSON.parse(text)).widgets;
}

/** `.` repeats what the line before has in its place (the dashboard's own shorthand). */
function onDashboard(): Shown[] {
  return widgets().flatMap(({ properties }) => {
    let before: unknown[] = [];
    return (properties.metrics ?? []).map((line) => {
      const full = line.map((value, index) => (value === '.' ? before[index] : value));
      before = full;
      const service = full[full.indexOf('service') + 1];
      return {
        namespace: String(full[0]),
        name: String(full[1]),
        ...(full.includes('service') && { service: String(service) }),
      };
    });
  });
}

function inAlarms(): Shown[] {
  return resourcesOf(prod().service, 'AWS::CloudWatch::Alarm').flatMap(({ Properties }) =>
    [...JSON.stringify(Properties).matchAll(/"MetricName":"([^"]+)","Namespace":"([^"]+)"/g)].map(
      ([, name = '', namespace = '']) => ({ namespace, name }),
    ),
  );
}

describe('metrics', () => {
  test('that are shown are written by us, or made by AWS', () => {
    const written = new Set([
      ...filtered().map(({ MetricName }) => MetricName),
      ...Object.values(METRICS).map(({ name }) => name as string),
    ]);
    const shown = [...onDashboard(), ...inAlarms()];
    expect(inAlarms().length).toBeGreaterThanOrEqual(
      resourcesOf(prod().service, 'AWS::CloudWatch::Alarm').length,
    );
    const unknown = shown.filter(({ namespace, name }) =>
      namespace === METRIC_NAMESPACE ? !written.has(name) : OF_AWS[namespace]?.includes(name) !== true,
    );
    expect(unknown).toEqual([]);
  });

  test('that we write are shown, and so is all that we know of AWS', () => {
    const shown = new Set(
      [...onDashboard(), ...inAlarms()].map(({ namespace, name }) => `${namespace} ${name}`),
    );
    const written = [
      ...filtered().map(({ MetricNamespace, MetricName }) => `${MetricNamespace} ${MetricName}`),
      ...Object.values(METRICS).map(({ name }) => `${METRIC_NAMESPACE} ${name}`),
      ...Object.entries(OF_AWS).flatMap(([namespace, names]) => names.map((name) => `${namespace} ${name}`)),
    ];
    expect(written.filter((metric) => !shown.has(metric))).toEqual([]);
  });

  test('come from the functions that write their line', () => {
    const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    for (const [event, { name }] of Object.entries(METRICS)) {
      const [, functions = ''] =
        new RegExp(`^\\| \`${event}\` +\\| \\w+ +\\| ([^|]*)\\|`, 'm').exec(page) ?? [];
      const services = onDashboard().flatMap((shown) => (shown.name === name ? [shown.service] : []));
      expect([...new Set(services)].sort(), event).toEqual(functions.trim().split(', ').sort());
    }
  });

  test('name the function and the stage as the dashboard asks for them', () => {
    const names = resourcesOf(prod().service, 'AWS::Lambda::Function').flatMap(({ Properties }) =>
      typeof Properties.FunctionName === 'string' ? [Properties.FunctionName] : [],
    );
    expect(names.map((name) => originOf(name)?.service).sort()).toEqual([...FUNCTIONS].sort());
    expect(new Set(names.map((name) => originOf(name)?.stage))).toEqual(new Set(['prod']));
    expect(originOf(undefined)).toBeUndefined();
  });

  test('of every table are shown', () => {
    const read = widgets().find(({ properties }) => properties.title === 'DynamoDB: units read');
    const labels = JSON.stringify(read?.properties.metrics);
    for (const table of TABLES) expect(labels).toContain(`gatefold-prod-${table}`);
  });
});
