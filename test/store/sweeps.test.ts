/**
 * Claims: where a sweep stands is noted once for each step that it takes: of many who read the same, one goes on. What is
 * remembered of the account stays; a halt keeps the moment at which it began, and ends. A halted night is released once,
 * with its audit row. Who would lose access is kept once, and gone through in order.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { createAuditStore } from '../../shared/store/audit.ts';
import type { Night } from '../../shared/store/sweep-rows.ts';
import { createSweepsStore } from '../../shared/store/sweeps.ts';
import type { SweepsStore } from '../../shared/store/sweeps.ts';
import { openTestDatabase } from '../support/engine.ts';
import { heldHowOften, newAudit, NOW } from './build.ts';

const night = (changes: Partial<Night> = {}): Night => ({
  ...{ night: '2027-01-15', rev: 1, status: 'comparing', step: 'ended', after: 'sub_1', startedAt: NOW },
  ...{ compared: 6, hadAccess: 5, differing: 4, gained: 3, lost: 2, rechecked: 1 },
  ...changes,
});

let db: Awaited<ReturnType<typeof openTestDatabase>>;
let sweeps: SweepsStore;
beforeAll(async () => {
  db = await openTestDatabase();
  sweeps = createSweepsStore(db.database);
});

test('an account is remembered once, and a halt comes and goes beside it', async () => {
  expect(await sweeps.standing()).toEqual({});
  await sweeps.halt('key_refused', NOW);
  expect(await sweeps.standing()).toEqual({ halt: { reason: 'key_refused', since: NOW } });
  expect(await heldHowOften(5, (index) => sweeps.rememberAccount(`acct_${index}`))).toBe(1);
  const { account } = await sweeps.standing();
  await sweeps.halt('other_account', NOW + 9);
  expect(await sweeps.standing()).toEqual({ account, halt: { reason: 'other_account', since: NOW } });
  expect(await heldHowOften(5, () => sweeps.recover())).toBe(1);
  expect(await sweeps.standing()).toEqual({ account });
});

test('the comparison of events is read as it was noted, and gone on with by one', async () => {
  expect(await sweeps.events()).toBeUndefined();
  const window = { startedAt: NOW, from: 1, until: 2, group: 0, after: 'evt_1', listed: 3, missing: 4 };
  expect(await heldHowOften(5, () => sweeps.saveEvents({ rev: 1, window }, undefined))).toBe(1);
  expect(await sweeps.events()).toEqual({ rev: 1, window });
  const last = { startedAt: NOW, from: 1, until: 2, listed: 5, missing: 6, finishedAt: NOW + 1 };
  expect(await heldHowOften(5, () => sweeps.saveEvents({ rev: 2, last }, 1))).toBe(1);
  expect(await sweeps.events()).toEqual({ rev: 2, last });
});

describe('a night', () => {
  test('is begun once, gone on with by one, and read as it was noted, the newest first', async () => {
    expect(await heldHowOften(5, () => sweeps.beginNight(night(), undefined))).toBe(1);
    const done = night({ rev: 2, status: 'done', finishedAt: NOW + 1 });
    expect(await heldHowOften(5, () => sweeps.saveNight(done, 1))).toBe(1);
    const next = night({ night: '2027-01-16' });
    expect(await heldHowOften(5, () => sweeps.beginNight(next, done))).toBe(1);
    expect(await sweeps.nights(5)).toEqual([next, { ...done, rev: 3 }]);
    expect(await sweeps.nights(1)).toEqual([next]);
  });

  test('that is halted is released once, and whoever was about to go on reads it anew', async () => {
    const halted = night({ night: '2027-01-17', status: 'halted', rev: 7 });
    await sweeps.beginNight(halted, undefined);
    const release = { at: NOW, by: 'apikey:key_1', reason: 'We did' };
    const audits = Array.from({ length: 5 }, () =>
      newAudit({ subject: 'deployment', act: 'sweep.released' }),
    );
    const held = await heldHowOften(5, (index) =>
      sweeps.release(halted, release, audits[index] ?? newAudit()),
    );
    expect(held).toBe(1);
    expect(await sweeps.nights(1)).toEqual([{ ...halted, status: 'asking', release, rev: 8 }]);
    expect(await sweeps.saveNight({ ...halted, rev: 8 }, 7)).toBe(false);
    const ids = new Set(audits.map(({ id }) => id));
    const listed = await createAuditStore(db.database).list('deployment', 50);
    expect(listed.filter(({ id }) => ids.has(id))).toHaveLength(1);
  });

  test('that is halted is released or followed by the next one, never both', async () => {
    for (const [index, order] of (['released first', 'followed first'] as const).entries()) {
      const halted = night({ night: `2027-02-1${index}`, status: 'halted', rev: 7 });
      await sweeps.beginNight(halted, undefined);
      const next = night({ night: `2027-02-2${index}` });
      const release = { at: NOW, by: 'apikey:key_1', reason: order };
      const acts = [
        () => sweeps.release(halted, release, newAudit({ subject: 'deployment', act: 'sweep.released' })),
        () => sweeps.beginNight(next, halted),
      ];
      if (order === 'followed first') acts.reverse();
      const held: boolean[] = [];
      for (const act of acts) held.push(await act());
      expect(held, order).toEqual([true, false]);
    }
  });

  test('keeps each who would lose access once, apart from other nights', async () => {
    for (let time = 0; time < 2; time += 1)
      await sweeps.addLeavers('2027-01-18', ['cus_2', 'cus_3', 'cus_1']);
    await sweeps.addLeavers('2027-01-19', ['cus_4']);
    expect(await sweeps.leavers('2027-01-18', { limit: 2 })).toEqual(['cus_1', 'cus_2']);
    expect(await sweeps.leavers('2027-01-18', { after: 'cus_2', limit: 2 })).toEqual(['cus_3']);
    expect(await sweeps.leavers('2027-01-18', { after: 'cus_3', limit: 2 })).toEqual([]);
  });
});
