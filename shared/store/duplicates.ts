import * as z from 'zod';
import type { LiveSubscription } from '../membership/live.ts';
import type { EpochMillis, MemberId, PlanId } from '../membership/model.ts';
import type { Database, Update } from './database.ts';
import { withoutVersion } from './version.ts';

const VERSION = 1;

/** A plan that a member pays for more than once: begun elsewhere, since Gatefold never begins a second. */
export interface DuplicateEntry {
  readonly member: MemberId;
  readonly plan: PlanId;
  /** As last seen together. */
  readonly subscriptions: readonly LiveSubscription[];
  readonly firstSeenAt: EpochMillis;
  readonly lastSeenAt: EpochMillis;
  /** When at most one of them was left. */
  readonly resolvedAt?: EpochMillis;
}

const duplicateRow = z
  .object({
    v: z.literal(VERSION),
    member: z.templateLiteral(['mem_', z.string()]),
    plan: z.string(),
    subscriptions: z.array(z.object({ customer: z.string(), id: z.string() })),
    firstSeenAt: z.int(),
    lastSeenAt: z.int(),
    resolvedAt: z.int().optional(),
  })
  .transform(withoutVersion);

const REPORT_DUPLICATE: Update = {
  update:
    'SET v = :v, #member = :member, #plan = :plan, subscriptions = :subscriptions, ' +
    'firstSeenAt = if_not_exists(firstSeenAt, :now), lastSeenAt = :now REMOVE resolvedAt',
  names: { '#member': 'member', '#plan': 'plan' },
};

const DUPLICATE_STANDS: Update = {
  update: 'SET resolvedAt = :now',
  expression: 'attribute_exists(pk) AND attribute_not_exists(resolvedAt)',
};

const DUPLICATES = 'duplicate';
const duplicateKey = (member: MemberId, plan: PlanId) => ({ pk: DUPLICATES, sk: `${member}#${plan}` });

/** Plans that are paid for twice (promise 6). */
export function createDuplicatesStore(database: Database) {
  return {
    async reportDuplicate(
      member: MemberId,
      plan: PlanId,
      subscriptions: readonly LiveSubscription[],
      now: EpochMillis,
    ): Promise<void> {
      await database.write({
        update: REPORT_DUPLICATE,
        table: 'ledger',
        key: duplicateKey(member, plan),
        values: {
          ':v': VERSION,
          ':member': member,
          ':plan': plan,
          ':subscriptions': subscriptions,
          ':now': now,
        },
      });
    },

    /** `false` where none stands. */
    resolveDuplicate: (member: MemberId, plan: PlanId, now: EpochMillis) =>
      database.write({
        update: DUPLICATE_STANDS,
        table: 'ledger',
        key: duplicateKey(member, plan),
        values: { ':now': now },
      }),

    async duplicates(): Promise<DuplicateEntry[]> {
      const rows = await database.query('ledger', DUPLICATES);
      return rows.map((row) => duplicateRow.parse(row));
    },
  };
}
