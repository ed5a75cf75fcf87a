/**
 * Claims: a line of the log is one JSON object with the members that are allowed and no other. It is a metric at the same time
 * where it is to be, in the form that CloudWatch reads. Whatever is logged for a request carries the request's id.
 */
import { describe, expect, test } from 'vitest';
import { createLog } from '../../../functions/http/log.ts';
import type { LogLine } from '../../../functions/http/log.ts';
import { currentRequestId, inRequest } from '../../../functions/http/request-scope.ts';
import { METRICS } from '../../../shared/config/metrics.ts';

const NOW = 1_800_000_000_123;
const ORIGIN = { service: 'sync', stage: 'prod', now: () => NOW };

function written(line: LogLine, origin?: typeof ORIGIN): Record<string, unknown> {
  const lines: string[] = [];
  createLog((text) => lines.push(text), origin)(line);
  const [only = '', ...others] = lines;
  expect(others).toEqual([]);
  expect(only).not.toContain('\n');
  return JSON.parse(only) as Record<string, unknown>;
}

describe('a line', () => {
  test('has what it may have, whatever else it is given', () => {
    const given = {
      level: 'info',
      event: 'synced',
      customer: 'cus_1',
      email: 'a@example.com',
      body: {},
    } as const;
    expect(written(given)).toEqual({ level: 'info', event: 'synced', customer: 'cus_1' });
  });

  test('is no metric where nobody counts', () => {
    expect(written({ level: 'info', event: 'minted' })).toEqual({ level: 'info', event: 'minted' });
  });

  test('that is no metric is none where somebody counts', () => {
    expect(written({ level: 'warn', event: 'mail_too_late' }, ORIGIN)).toEqual({
      ...{ level: 'warn', event: 'mail_too_late' },
    });
  });

  test('is a metric in the Embedded Metric Format, with its own value', () => {
    expect(written({ level: 'info', event: 'synced', eventId: 'evt_1', lagMillis: 1234 }, ORIGIN)).toEqual({
      ...{ level: 'info', event: 'synced', eventId: 'evt_1', lagMillis: 1234 },
      _aws: {
        Timestamp: NOW,
        CloudWatchMetrics: [
          {
            Namespace: 'Gatefold',
            Dimensions: [['service', 'stage']],
            Metrics: [{ Name: 'SyncLag', Unit: 'Milliseconds' }],
          },
        ],
      },
      ...{ service: 'sync', stage: 'prod', SyncLag: 1234 },
    });
  });

  test.each(Object.entries(METRICS))('%s: what the metric names is in the line', (event, { name }) => {
    const line = written({ level: 'info', event, count: 2, lagMillis: 3, ageDays: 4 }, ORIGIN);
    expect(line[name]).toBeTypeOf('number');
    expect(line).toMatchObject({ service: 'sync', stage: 'prod', _aws: { Timestamp: NOW } });
  });

  test('without the value of its metric is a line alone', () => {
    expect(written({ level: 'info', event: 'synced' }, ORIGIN)).not.toHaveProperty('_aws');
  });

  test('about an event that is named like a member of every object is a line alone', () => {
    expect(written({ level: 'info', event: 'constructor' }, ORIGIN)).not.toHaveProperty('_aws');
  });
});

describe('the id of a request', () => {
  test('is on every line that is written for it, however late, and on no other request’s', async () => {
    const lines: { event: string; requestId?: string }[] = [];
    const log = createLog((text) => lines.push(JSON.parse(text) as { event: string; requestId?: string }));
    const work = (id: string) =>
      inRequest(id, async () => {
        await Promise.resolve();
        log({ level: 'info', event: id });
      });
    await Promise.all([work('one'), work('two')]);
    log({ level: 'info', event: 'none' });
    expect(lines).toEqual(
      expect.arrayContaining([
        { level: 'info', event: 'one', requestId: 'one' },
        { level: 'info', event: 'two', requestId: 'two' },
        { level: 'info', event: 'none' },
      ]),
    );
    expect(currentRequestId()).toBeUndefined();
  });

  test('that a line names itself is the one that is written', () => {
    inRequest('outer', () => {
      expect(written({ level: 'info', event: 'synced', requestId: 'own' })).toMatchObject({
        requestId: 'own',
      });
    });
  });
});
