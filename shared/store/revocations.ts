import * as z from 'zod';
import type { EpochMillis, EpochSeconds } from '../membership/model.ts';
import { REVOCATION_LIFETIME_SECONDS, REVOCATIONS_READ, revocationOf } from '../token/revocations.ts';
import type { Revoked, StoredRevocation } from '../token/revocations.ts';
import { auditWrite } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import type { Database, Write } from './database.ts';
import { REVOCATIONS_PARTITION } from './tables.ts';

const VERSION = 1;

const common = { v: z.literal(VERSION), before: z.int() };
const revocationRow = z.union([
  z
    .object({ ...common, sub: z.templateLiteral(['mem_', z.string()]) })
    .transform(({ sub, before }) => ({ sub, before })),
  z.object({ ...common, sid: z.string() }).transform(({ sid, before }) => ({ sid, before })),
  z.object({ ...common, all: z.literal(true) }).transform(({ all, before }) => ({ all, before })),
]);

/** Sort keys follow `before`, so that the newest come first however many there are. */
const inOrder = (before: EpochSeconds) => String(before).padStart(10, '0');

/** The same one again is the same row. */
export function revocationWrite(revoked: Revoked, now: EpochSeconds): Write {
  const revocation = revocationOf(revoked, now);
  const whose =
    'sub' in revocation ? `sub#${revocation.sub}` : 'sid' in revocation ? `sid#${revocation.sid}` : 'all';
  return {
    put: {
      pk: REVOCATIONS_PARTITION,
      sk: `${inOrder(revocation.before)}#${whose}`,
      v: VERSION,
      ttl: revocation.before + REVOCATION_LIFETIME_SECONDS,
      ...revocation,
    },
    table: 'sessions',
  };
}

export type RevocationsStore = ReturnType<typeof createRevocationsStore>;

/** Whose access tokens verifiers refuse, until the last of them is out by itself. */
export function createRevocationsStore(database: Database) {
  return {
    /** @param now when that which the tokens say had stopped being so; see {@link revokeAround} */
    async revoke(revoked: Revoked, now: EpochSeconds): Promise<void> {
      await database.write(revocationWrite(revoked, now));
    },

    /** Everybody's, with its audit row. */
    async revokeAll(now: EpochSeconds, audit: AuditEntry): Promise<void> {
      await database.transact([revocationWrite({ all: true }, now), auditWrite(audit)]);
    },

    /** Those that live at `now`, newest first, and no more than a list has to know of; ONE consistent Query. */
    async newest(now: EpochSeconds): Promise<StoredRevocation[]> {
      const rows = await database.query('sessions', REVOCATIONS_PARTITION, {
        from: inOrder(now - REVOCATION_LIFETIME_SECONDS + 1),
        newestFirst: true,
        limit: REVOCATIONS_READ,
      });
      return rows.map((row) => revocationRow.parse(row));
    },
  };
}

/**
 * Revokes before an act that takes something away, so that a process that dies after it has lost nothing; and again
 * after it, for the tokens that were minted meanwhile from what stood before. Within a second the two are one.
 */
export async function revokeAround<T>(
  revocations: Pick<RevocationsStore, 'revoke'>,
  revoked: Revoked,
  now: () => EpochMillis,
  act: () => Promise<T>,
): Promise<T> {
  const seconds = () => Math.floor(now() / 1000);
  const before = seconds();
  await revocations.revoke(revoked, before);
  const done = await act();
  const after = seconds();
  if (after !== before) await revocations.revoke(revoked, after);
  return done;
}
