import * as z from 'zod';
import { DEVICE_PROGRAMS, DEVICE_SYSTEMS } from '../identity/device.ts';
import { SESSION_ENDS, SESSION_OPENINGS } from '../identity/session.ts';
import type { Session, SessionEnd } from '../identity/session.ts';
import type { EpochSeconds, MemberId } from '../membership/model.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Database, Update, Write } from './database.ts';
import { revocationWrite } from './revocations.ts';
import { withoutVersion } from './version.ts';

const VERSION = 2;

/** Of two refreshes at once, one writes; the other reads again and finds what the first one made. */
const CREDENTIAL_AS_READ: Update = {
  update:
    'SET generation = :generation, branch = :branch, previousBranch = :previousBranch, rotatedAt = :rotatedAt',
  expression: 'generation = :generationRead AND branch = :branchRead AND attribute_not_exists(ended)',
};

/** One that was used since it was read is not the least recently used any more. */
const OPEN_AND_AS_READ: Update = {
  update: 'SET ended = :ended',
  expression:
    'generation = :generationRead AND branch = :branchRead AND rotatedAt = :rotatedAtRead AND attribute_not_exists(ended)',
};

const SESSION_OPEN: Update = {
  update: 'SET ended = :ended',
  expression: 'attribute_exists(pk) AND attribute_not_exists(ended)',
};

const STILL_OPEN: Update = {
  update: 'SET epoch = :epoch',
  expression: 'attribute_exists(pk) AND attribute_not_exists(ended)',
};

const common = {
  sid: z.string(),
  member: z.templateLiteral(['mem_', z.string()]),
  epoch: z.int(),
  addressProved: z.boolean(),
  generation: z.int(),
  branch: z.int(),
  previousBranch: z.int(),
  rotatedAt: z.int(),
  openedAt: z.int(),
  expiresAt: z.int(),
  ended: z.object({ at: z.int(), why: z.enum(SESSION_ENDS), allowed: z.int().optional() }).optional(),
};

/** Until version 2 a session did not say what it was opened by, and on what. */
const sessionRow = z.discriminatedUnion('v', [
  z.object({
    v: z.literal(VERSION),
    ...common,
    how: z.enum(SESSION_OPENINGS),
    device: z.object({ program: z.enum(DEVICE_PROGRAMS), system: z.enum(DEVICE_SYSTEMS).optional() }),
  }),
  z.object({ v: z.literal(1), ...common }),
]);

function parse(row: unknown): Session {
  const parsed = sessionRow.parse(row);
  if (parsed.v === VERSION) return withoutVersion(parsed);
  return {
    ...withoutVersion(parsed),
    how: parsed.addressProved ? 'code' : 'payment',
    device: { program: 'browser' },
  };
}

const memberPartition = (member: MemberId) => `member#${member}`;
const keyOf = (member: MemberId, sid: string) => ({ pk: memberPartition(member), sk: `session#${sid}` });

/** Lets a session outlive those that end with the member's epoch. */
export function keepSessionWrite({ member, sid }: Session, epoch: number): Write {
  return { update: STILL_OPEN, table: 'sessions', key: keyOf(member, sid), values: { ':epoch': epoch } };
}

export type SessionsStore = ReturnType<typeof createSessionsStore>;

export function createSessionsStore(database: Database) {
  const endAndRevoke = (sid: string, at: EpochSeconds, end: Write) =>
    database.transact([end, revocationWrite({ sid }, at)]);

  return {
    open: (session: Session) => {
      const { sid, member, epoch, addressProved, how, generation, branch, previousBranch } = session;
      const { rotatedAt, openedAt, expiresAt } = session;
      const { program, system } = session.device;
      return database.write({
        put: {
          ...keyOf(member, sid),
          v: VERSION,
          ttl: expiresAt,
          ...{ sid, member, epoch, addressProved, how, generation, branch, previousBranch },
          device: { program, system },
          ...{ rotatedAt, openedAt, expiresAt },
        },
        table: 'sessions',
        condition: NOT_THERE_YET,
      });
    },

    async get(member: MemberId, sid: string): Promise<Session | undefined> {
      const row = await database.get('sessions', keyOf(member, sid));
      return row && parse(row);
    },

    /** All of a member's that the database has not dropped yet, over or not. */
    async list(member: MemberId): Promise<Session[]> {
      const rows = await database.query('sessions', memberPartition(member), { prefix: 'session#' });
      return rows.map(parse);
    },

    /** `false` where another request rotated or ended the session since it was read. */
    rotate: (read: Session, next: Session) =>
      database.write({
        update: CREDENTIAL_AS_READ,
        table: 'sessions',
        key: keyOf(read.member, read.sid),
        values: {
          ':generation': next.generation,
          ':branch': next.branch,
          ':previousBranch': next.previousBranch,
          ':rotatedAt': next.rotatedAt,
          ':generationRead': read.generation,
          ':branchRead': read.branch,
        },
      }),

    /** Makes room for another device; `false` where it was used or ended since it was read. Revokes its tokens, too. */
    evict: (read: Session, at: EpochSeconds, allowed: number) =>
      endAndRevoke(read.sid, at, {
        update: OPEN_AND_AS_READ,
        table: 'sessions',
        key: keyOf(read.member, read.sid),
        values: {
          ':ended': { at, why: 'evicted' satisfies SessionEnd, allowed },
          ':generationRead': read.generation,
          ':branchRead': read.branch,
          ':rotatedAtRead': read.rotatedAt,
        },
      }),

    /** Revokes its tokens, too; `false` where it had ended before. */
    end: (member: MemberId, sid: string, at: EpochSeconds, why: SessionEnd) =>
      endAndRevoke(sid, at, {
        update: SESSION_OPEN,
        table: 'sessions',
        key: keyOf(member, sid),
        values: { ':ended': { at, why } },
      }),
  };
}
