/**
 * Claims: what is revoked is found at once, by one read, and that read stays small however many are revoked: nobody has
 * to read a hundred thousand rows to say that everybody is. What is over is not read, whether or not the database has
 * dropped it. A session that ends and its revocation are written together or not at all.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { openSession } from '../../shared/identity/session.ts';
import { createAuditStore } from '../../shared/store/audit.ts';
import { createRevocationsStore, revokeAround } from '../../shared/store/revocations.ts';
import type { RevocationsStore } from '../../shared/store/revocations.ts';
import { createSessionsStore } from '../../shared/store/sessions.ts';
import { REVOCATIONS_READ } from '../../shared/token/revocations.ts';
import { openTestDatabase, recordCommands } from '../support/engine.ts';
import type { TestDatabase } from '../support/engine.ts';
import { revokeMany } from '../support/revocations.ts';
import { newAudit, newId, NOW, putRow } from './build.ts';

let opened: TestDatabase;
let revocations: RevocationsStore;

beforeEach(async () => {
  opened = await openTestDatabase();
  revocations = createRevocationsStore(opened.database);
});

describe('a revocation', () => {
  test('is found as it was written, the newest first, and the same one again is one', async () => {
    const [sub, sid] = [newId('mem'), newId('ses')];
    await revocations.revoke({ sub }, NOW);
    await revocations.revoke({ sub }, NOW);
    await revocations.revoke({ sid }, NOW);
    await revocations.revoke({ sub }, NOW + 30);
    expect(await revocations.newest(NOW + 30)).toEqual([
      { sub, before: NOW + 31 },
      { sid, before: NOW + 11 },
      { sub, before: NOW + 1 },
    ]);
  });

  test('that is over is not read, although the row is still there', async () => {
    const sub = newId('mem');
    await revocations.revoke({ sub }, NOW);
    expect(await revocations.newest(NOW + 720)).toHaveLength(1);
    expect(await revocations.newest(NOW + 721)).toEqual([]);
    const [row] = await opened.database.query('sessions', 'revocations');
    expect(row).toMatchObject({ sub, ttl: NOW + 721 });
  });

  test('of everybody comes with its audit row', async () => {
    await revocations.revokeAll(NOW, newAudit({ subject: 'deployment', act: 'tokens.revoked' }));
    expect(await revocations.newest(NOW)).toEqual([{ all: true, before: NOW + 1 }]);
    expect(await createAuditStore(opened.database).list('deployment', 9)).toMatchObject([
      { act: 'tokens.revoked' },
    ]);
  });

  test('that nobody here could have written stops the read, and is no guess', async () => {
    const row = { pk: 'revocations', sk: `${NOW}#sub#x`, v: 2, before: NOW, sub: newId('mem') };
    await putRow(opened, 'sessions', row);
    await expect(revocations.newest(NOW)).rejects.toThrow();
  });
});

test('the read is one query, of no more rows than a list has to know of', async () => {
  await revokeMany(opened.client, opened.prefix, REVOCATIONS_READ + 40, NOW);
  const sent = recordCommands(opened.client);
  const newest = await revocations.newest(NOW);
  expect(newest).toHaveLength(REVOCATIONS_READ);
  expect(newest[0]).toMatchObject({ before: NOW + 1 });
  expect(sent.map(({ command }) => command)).toEqual(['QueryCommand']);
  expect(sent[0]?.input).toMatchObject({ Limit: REVOCATIONS_READ, ConsistentRead: true });
});

describe('a session that ends', () => {
  const newSession = () =>
    openSession(
      { sid: newId('ses'), member: newId('mem'), epoch: 0, how: 'code', device: { program: 'Firefox' } },
      NOW,
    );

  test('is revoked in the same write, once', async () => {
    const sessions = createSessionsStore(opened.database);
    const session = newSession();
    const { member, sid } = session;
    await sessions.open(session);
    expect(await sessions.end(member, sid, NOW + 5, 'signed_out')).toBe(true);
    expect(await sessions.end(member, sid, NOW + 60, 'reused')).toBe(false);
    expect(await revocations.newest(NOW + 60)).toEqual([{ sid, before: NOW + 16 }]);
  });

  test('that never was is not revoked', async () => {
    const { member, sid } = newSession();
    expect(await createSessionsStore(opened.database).end(member, sid, NOW, 'signed_out')).toBe(false);
    expect(await revocations.newest(NOW)).toEqual([]);
  });
});

describe('what is taken away by a write', () => {
  const sub = newId('mem');

  test('is revoked before it, so that a process that dies after it has lost nothing', async () => {
    const dies = () => Promise.reject(new Error('The process is gone.'));
    await expect(revokeAround(revocations, { sub }, () => NOW * 1000, dies)).rejects.toThrow('gone');
    expect(await revocations.newest(NOW)).toEqual([{ sub, before: NOW + 1 }]);
  });

  test('and after it, for a token that was minted while it was written', async () => {
    let now = NOW * 1000 + 900;
    const done = await revokeAround(
      revocations,
      { sub },
      () => now,
      () => Promise.resolve((now += 200)),
    );
    expect(done).toBe(now);
    expect((await revocations.newest(NOW))[0]).toEqual({ sub, before: NOW + 2 });
  });
});
