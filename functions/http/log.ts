import { METRIC_NAMESPACE, metricOf } from '../../shared/config/metrics.ts';
import { currentRequestId } from './request-scope.ts';

/** One line of the log. Only these members are ever written: no address, no body, no header, no secret. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  /** A stable name, in snake case; docs/operations.md lists them all. */
  readonly event: string;
  /** That of the request which is being answered where absent. */
  readonly requestId?: string;
  /** As it was registered, `GET /admin/v1/members/:id`: never the path that was asked for, which a caller makes up. */
  readonly route?: string;
  readonly eventId?: string;
  readonly customer?: string;
  readonly member?: string;
  readonly outcome?: string;
  readonly count?: number;
  readonly lagMillis?: number;
  readonly ageDays?: number;
  /** What names it and where it arose are written, never its message, which may quote input. */
  readonly error?: unknown;
}

export type Log = (line: LogLine) => void;

/** Where metrics are said to come from. */
export interface Origin {
  /** The function's name in infra/rights.ts. */
  readonly service: string;
  readonly stage: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What Stripe's and AWS's errors say of themselves without quoting what was sent. */
const ERROR_MEMBERS = ['type', 'code', 'param', 'statusCode', 'requestId'] as const;

/** @param origin absent where nobody counts: then no line is a metric */
export function createLog(write: (text: string) => void, origin?: Origin): Log {
  return (line) => {
    const { level, event, route, eventId, customer, member, outcome, count, lagMillis, ageDays, error } =
      line;
    write(
      JSON.stringify({
        level,
        event,
        requestId: line.requestId ?? currentRequestId(),
        route,
        eventId,
        customer,
        member,
        outcome,
        count,
        lagMillis,
        ageDays,
        ...(error !== undefined && { error: describe(error) }),
        ...(origin !== undefined && embeddedMetric(line, origin)),
      }),
    );
  };
}

/**
 * CloudWatch's Embedded Metric Format
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
function embeddedMetric(line: LogLine, { service, stage, now }: Origin): object {
  const metric = metricOf(line.event);
  if (metric === undefined) return {};
  const { name, unit } = metric;
  const value = metric.value === undefined ? 1 : line[metric.value];
  if (value === undefined) return {};
  return {
    _aws: {
      Timestamp: now(),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [['service', 'stage']],
          Metrics: [{ Name: name, Unit: unit }],
        },
      ],
    },
    service,
    stage,
    [name]: value,
  };
}

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const named = Object.fromEntries(
    ERROR_MEMBERS.flatMap((member) => {
      const value: unknown = Reflect.get(error, member);
      return typeof value === 'string' || typeof value === 'number' ? [[member, value]] : [];
    }),
  );
  return { name: error.name, ...named, at: frames.slice(0, 8).map((line) => line.trim()) };
}
