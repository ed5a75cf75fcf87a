import * as z from 'zod';
import type { Session, SessionEnd } from '../identity/session.ts';
import type { EpochSeconds, MemberId } from '../membership/model.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Database, Update } from './database.ts';
import { withoutVersion } from './version.ts';

const VERSION = 1;

/** Of two refreshes at once, one writes; the other reads again and finds what the first one made. */
const CREDENTIAL_AS_READ: Update = {
  update:
    'SET generation = :generation, branch = :branch, previousBranch = :previousBranch, rotatedAt = :rotatedAt',
  expression: 'generation = :generationRead AND branch = :branchRead AND attribute_not_exists(ended)',
};

const SESSION_OPEN: Update = {
  update: 'SET ended = :ended',
  expression: 'attribute_exists(pk) AND attribute_not_exists(ended)',
};

const sessionRow = z
  .object({
    v: z.literal(VERSION),
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
    ended: z.object({ at: z.int(), why: z.enum(['signed_out', 'reused', 'superseded']) }).optional(),
  })
  .transform(withoutVersion);

const keyOf = (member: MemberId, sid: string) => ({ pk: `member#${member}`, sk: `session#${sid}` });

export type SessionsStore = ReturnType<typeof createSessionsStore>;

export function createSessionsStore(database: Database) {
  return {
    open: (session: Session) => {
      const { sid, member, epoch, addressProved, generation, branch, previousBranch } = session;
      const { rotatedAt, openedAt, expiresAt } = session;
      return database.write({
        put: {
          ...keyOf(member, sid),
          v: VERSION,
          ttl: expiresAt,
          ...{ sid, member, epoch, addressProved, generation, branch, previousBranch },
          ...{ rotatedAt, openedAt, expiresAt },
        },
        table: 'sessions',
        condition: NOT_THERE_YET,
      });
    },

    async get(member: MemberId, sid: string): Promise<Session | undefined> {
      const row = await database.get('sessions', keyOf(member, sid));
      return row && sessionRow.parse(row);
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

    /** `false` where it had ended before. */
    end: (member: MemberId, sid: string, at: EpochSeconds, why: SessionEnd) =>
      database.write({
        update: SESSION_OPEN,
        table: 'sessions',
        key: keyOf(member, sid),
        values: { ':ended': { at, why } },
      }),
  };
}
