import * as z from 'zod';
import type { FunctionName } from '../../infra/rights.ts';
import { resourceOf, resourcesOf, synthesizeForFile } from '../infra/synthesis.ts';
import type { Template } from '../infra/synthesis.ts';
import { readFilterPattern } from '../support/filter-pattern.ts';

/** What is written within one period of the alarm, by log: of a function, or `api` for the access log. */
export type Logs = Partial<Record<FunctionName | 'api', readonly string[]>>;

const alarmProperties = z.object({
  Threshold: z.number(),
  ComparisonOperator: z.enum(['GreaterThanOrEqualToThreshold', 'LessThanThreshold']),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
  MetricName: z.string(),
  Namespace: z.string(),
});
const filterProperties = z.object({
  FilterPattern: z.string(),
  LogGroupName: z.object({ Ref: z.string() }),
  MetricTransformations: z.tuple([z.object({ MetricName: z.string(), MetricNamespace: z.string() })]),
});
const stageProperties = z.object({ AccessLogSettings: z.object({ Format: z.string() }) });

/** The alarms of the deployed service, one stack for a test file, as CloudWatch would judge what functions write. */
export function openAlarms() {
  const prod = synthesizeForFile();
  return {
    /** Whether the alarm of this name goes off over these lines. */
    sounds: (name: string, logs: Logs) => sounds(prod().service, name, logs),
    /** The same over a value of a metric that AWS makes. */
    soundsAt: (name: string, value: number) => isBreached(alarmOf(prod().service, name), value),
    /** A line of the HTTP API's access log. */
    accessLine: (route: string, response: { readonly status: number }) =>
      accessLine(prod().service, route, response.status),
  };
}

function alarmOf(template: Template, name: string) {
  return alarmProperties.parse(
    resourceOf(template, 'AWS::CloudWatch::Alarm', 'AlarmName', `gatefold-prod-${name}`).Properties,
  );
}

function sounds(template: Template, name: string, logs: Logs): boolean {
  const alarm = alarmOf(template, name);
  const filters = resourcesOf(template, 'AWS::Logs::MetricFilter')
    .map(({ Properties }) => filterProperties.parse(Properties))
    .filter(({ MetricTransformations: [{ MetricName }] }) => MetricName === alarm.MetricName);
  if (filters.length === 0) throw new Error(`${name} listens to no log.`);
  const counted = filters.map(({ FilterPattern, LogGroupName }) => {
    const group = String(template.Resources[LogGroupName.Ref]?.Properties.LogGroupName);
    const log = (/[a-z]+$/.exec(group)?.[0] ?? '') as keyof Logs;
    return (logs[log] ?? []).filter(readFilterPattern(FilterPattern)).length;
  });
  const sum = counted.reduce((one, other) => one + other, 0);
  // A filter that matches nothing writes no value.
  return sum === 0 ? alarm.TreatMissingData === 'breaching' : isBreached(alarm, sum);
}

function isBreached(
  {
    ComparisonOperator,
    Threshold,
  }: Pick<z.output<typeof alarmProperties>, 'ComparisonOperator' | 'Threshold'>,
  value: number,
): boolean {
  return ComparisonOperator === 'LessThanThreshold' ? value < Threshold : value >= Threshold;
}

function accessLine(template: Template, route: string, status: number): string {
  const [stage] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
  const { Format } = stageProperties.parse(stage?.Properties).AccessLogSettings;
  return Format.replace('$context.routeKey', route)
    .replace('$context.status', String(status))
    .replaceAll(/\$context\.\w+/g, '-');
}
