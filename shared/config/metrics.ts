export const METRIC_NAMESPACE = 'Gatefold';

/** Units as CloudWatch names them (API reference, `MetricDatum`). */
interface Metric {
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds' | 'None';
  /** The member of the line that holds the value; each line is one where it is absent. */
  readonly value?: 'count' | 'lagMillis' | 'ageDays';
}

/**
 * Lines of the log that are metrics too, by their event. Each has the dimensions `service`, the function, and `stage`. A line
 * that is not here is no metric: CloudWatch charges for each name.
 */
export const METRICS = {
  event_queued: { name: 'EventsQueued', unit: 'Count' },
  synced: { name: 'SyncLag', unit: 'Milliseconds', value: 'lagMillis' },
  minted: { name: 'Mints', unit: 'Count' },
  token_refused: { name: 'TokensRefused', unit: 'Count' },
  signed_in: { name: 'SignIns', unit: 'Count' },
  mail_sent: { name: 'MailsSent', unit: 'Count' },
  fault: { name: 'Faults', unit: 'Count' },
  sweep_events_compared: { name: 'SweepEventsCompared', unit: 'Count', value: 'count' },
  sweep_events_missing: { name: 'SweepEventsMissing', unit: 'Count', value: 'count' },
  sweep_night_compared: { name: 'NightCompared', unit: 'Count', value: 'count' },
  sweep_drift: { name: 'NightDrift', unit: 'Count', value: 'count' },
  keys_checked: { name: 'SigningKeyAge', unit: 'None', value: 'ageDays' },
} as const satisfies Readonly<Record<string, Metric>>;

export type MeasuredEvent = keyof typeof METRICS;
export type MetricName = (typeof METRICS)[MeasuredEvent]['name'];

export function metricOf(event: string): Metric | undefined {
  return Object.hasOwn(METRICS, event) ? METRICS[event as MeasuredEvent] : undefined;
}
