// Claims:
// - The hourly comparison comes once an hour, and its windows leave no moment out, whatever the schedule does.
// - The nightly one comes once a day, from three o'clock UTC on; what was begun is gone on with first, what was halted is not.
// - Where the event types have changed meanwhile, what was begun is compared from its beginning.
// - Each step of a night looks back as far as what it lists can still change something.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueNight, dueWindow, isHopeless } from '../../../functions/sweep/due.ts';
import { since } from '../../../functions/sweep/night.ts';
import type { EventsSweep, Night } from '../../../shared/store/sweep-rows.ts';
import { catalogueOf } from '../../membership/build.ts';

const TYPES = ['invoice.paid', 'refund.created'];
const millis = (iso: string) => Date.parse(iso);
const seconds = (iso: string) => millis(iso) / 1000;

function finished(startedAt: string, until: string): EventsSweep {
  const last = { startedAt: millis(startedAt), from: 0, until: seconds(until), listed: 0, missing: 0 };
  return { rev: 1, last: { ...last, finishedAt: millis(startedAt) } };
}

describe('the window of events', () => {
  const underWay = { startedAt: 0, from: 1, until: 2, group: 1, after: 'evt_1', listed: 3, missing: 4 };
  const before = finished('2027-01-15T12:00:00Z', '2027-01-15T11:55:00Z');
  const window = (sweep: EventsSweep | undefined, now: string) => {
    const due = dueWindow(sweep, TYPES, millis(now));
    return due && [new Date(due.from * 1000).toISOString(), new Date(due.until * 1000).toISOString()];
  };

  test.each([
    [
      'the first of all: a day',
      undefined,
      '2027-01-15T12:00:00Z',
      ['2027-01-14T12:00:00', '2027-01-15T11:55:00'],
    ],
    ['a quarter of an hour later: none', before, '2027-01-15T12:15:00Z', undefined],
    ['57 minutes later: none', before, '2027-01-15T12:57:00Z', undefined],
    ['an hour later', before, '2027-01-15T13:00:00Z', ['2027-01-15T11:25:00', '2027-01-15T12:55:00']],
    ['a little early', before, '2027-01-15T12:58:00Z', ['2027-01-15T11:25:00', '2027-01-15T12:53:00']],
    ['three days later', before, '2027-01-18T12:00:00Z', ['2027-01-15T11:25:00', '2027-01-18T11:55:00']],
    ['forty days later', before, '2027-02-24T12:00:00Z', ['2027-01-25T12:00:00', '2027-02-24T11:55:00']],
  ])('%s', (_, sweep, now, expected) => {
    expect(window(sweep, now)).toEqual(expected?.map((moment) => `${moment}.000Z`));
  });

  test('one that is under way is gone on with, as it is', () => {
    const window = { ...underWay, types: TYPES };
    expect(dueWindow({ rev: 7, window }, TYPES, millis('2027-01-15T12:00:00Z'))).toBe(window);
  });

  test.each([
    ['of fewer types', ['invoice.paid']],
    ['of as many others', ['invoice.paid', 'refund.failed']],
    ['of types nobody wrote down', undefined],
  ])('one that is under way, %s, begins again', (_, types) => {
    const window = { ...underWay, ...(types && { types }) };
    expect(dueWindow({ rev: 7, window }, TYPES, millis('2027-01-15T12:00:00Z'))).toEqual({
      ...{ startedAt: 0, from: 1, until: 2, types: TYPES, group: 0, listed: 0, missing: 0 },
    });
  });

  test('windows overlap by half an hour, whatever the schedule does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 * 86_400 }), { minLength: 2 }), (waits) => {
        let now = millis('2027-01-15T12:00:00Z');
        let sweep: EventsSweep | undefined;
        for (const wait of waits) {
          now += wait * 1000;
          const due = dueWindow(sweep, TYPES, now);
          if (due === undefined) continue;
          const until = sweep?.last?.until;
          if (until !== undefined) expect(due.from).toBe(until - 1_800);
          sweep = { rev: 1, last: { ...due, finishedAt: now } };
        }
      }),
      { seed: 20_270_115 },
    );
  });
});

const blankNight: Night = {
  ...{ night: '2027-01-15', rev: 4, status: 'done', step: 'disputes', startedAt: 0 },
  ...{ compared: 0, hadAccess: 0, differing: 0, gained: 0, lost: 0, rechecked: 0 },
};

const night = (changes: Partial<Night>): Night => ({ ...blankNight, ...changes });

describe('the night', () => {
  test.each<[string, Night | undefined, string, string | undefined]>([
    ['the first of all, at noon', undefined, '2027-01-15T12:00:00Z', '2027-01-15'],
    ['the first of all, after midnight', undefined, '2027-01-15T02:59:00Z', undefined],
    ['the same day', night({}), '2027-01-15T23:59:00Z', undefined],
    ['the next day, after midnight', night({}), '2027-01-16T02:59:00Z', undefined],
    ['the next day, at three', night({}), '2027-01-16T03:00:00Z', '2027-01-16'],
    ['a clock that was set back', night({}), '2027-01-14T12:00:00Z', undefined],
    ['halted, the same day', night({ status: 'halted' }), '2027-01-15T12:00:00Z', undefined],
    ['halted, the next day', night({ status: 'halted' }), '2027-01-16T03:00:00Z', '2027-01-16'],
    ['under way since yesterday', night({ status: 'comparing' }), '2027-01-16T12:00:00Z', '2027-01-15'],
    ['given up, the same day', night({ status: 'given_up' }), '2027-01-15T23:00:00Z', undefined],
    ['given up, the next day', night({ status: 'given_up' }), '2027-01-16T03:00:00Z', '2027-01-16'],
    ['asking since yesterday', night({ status: 'asking' }), '2027-01-16T12:00:00Z', '2027-01-15'],
  ])('%s', (_, newest, now, expected) => {
    expect(dueNight(newest, millis(now))?.night).toBe(expected);
  });
});

describe('a night that does not come to its end is hopeless after a day', () => {
  const startedAt = millis('2027-01-15T03:00:00Z');
  const release = { at: millis('2027-01-16T09:00:00Z'), by: 'apikey:1', reason: 'They did cancel' };
  test.each<[string, Partial<Night>, string, boolean]>([
    ['comparing', { status: 'comparing' }, '2027-01-16T02:59:59Z', false],
    ['comparing for a day', { status: 'comparing' }, '2027-01-16T03:00:00Z', true],
    ['asking for a day', { status: 'asking' }, '2027-01-16T03:00:00Z', true],
    ['released late', { status: 'asking', release }, '2027-01-17T08:59:59Z', false],
    ['released late, for a day', { status: 'asking', release }, '2027-01-17T09:00:00Z', true],
    ['halted', { status: 'halted' }, '2027-01-19T03:00:00Z', false],
    ['done', { status: 'done' }, '2027-01-19T03:00:00Z', false],
  ])('%s', (_, changes, now, expected) => {
    expect(isHopeless({ ...blankNight, startedAt, ...changes }, millis(now))).toBe(expected);
  });
});

test('each step looks back as far as it must', () => {
  const { annual } = Object.fromEntries(catalogueOf().plans);
  if (annual === undefined) throw new Error('there is no annual plan');
  const onSale = (passDays?: number) => [{ lookupKey: 'x', currency: 'usd', amount: 1, passDays }];
  const startedAt = millis('2027-06-30T03:00:00Z');
  const back = (step: 'ended' | 'passes' | 'refunds' | 'disputes', passDays?: number) => {
    const plans = { annual: { ...annual, graceDays: 30, onSale: onSale(passDays) } };
    return (startedAt / 1000 - since({ startedAt }, step, catalogueOf({}, plans))) / 86_400;
  };
  expect(back('ended')).toBe(37);
  expect([back('passes'), back('passes', 3), back('passes', 365)]).toEqual([21, 21, 379]);
  expect([back('refunds'), back('disputes')]).toEqual([3, 3]);
});

test('what came while nights failed is looked back for: as far as the first of them would have looked', () => {
  const done = night({ startedAt: millis('2027-01-15T03:00:00Z') });
  let newest = done;
  for (const status of ['given_up', 'halted', 'given_up'] as const) {
    const began = millis(`${newest.night}T03:00:00Z`) + 86_400_000;
    newest = { ...(dueNight(newest, began) ?? newest), status };
  }
  expect(newest).toMatchObject({ night: '2027-01-18', doneBefore: done.startedAt });
  const looks = (step: 'ended' | 'passes' | 'refunds' | 'disputes') =>
    (newest.startedAt / 1000 - since(newest, step, catalogueOf())) / 86_400;
  const looksUsually = (step: 'ended' | 'passes' | 'refunds' | 'disputes') =>
    (done.startedAt / 1000 - since(done, step, catalogueOf())) / 86_400;
  for (const step of ['ended', 'passes', 'refunds', 'disputes'] as const)
    expect(looks(step) - looksUsually(step)).toBe(2);
  const next = dueNight({ ...newest, status: 'done' }, newest.startedAt + 86_400_000);
  expect(next?.doneBefore).toBe(newest.startedAt);
});
