import * as z from 'zod';
import type { CheckoutClaim, CheckoutIntent } from '../identity/checkout.ts';
import type { EpochSeconds, PlanId } from '../membership/model.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Condition, Database, Update } from './database.ts';
import { withoutVersion } from './version.ts';

const VERSION = 1;

/** Replaces the claim that was read, and no other. */
const CLAIM_AS_READ: Condition = { expression: 'id = :id' };

const NOT_USED: Update = {
  update: 'SET usedAt = :now',
  expression: 'attribute_exists(pk) AND sessionId = :sessionId AND attribute_not_exists(usedAt)',
};

const claimRow = z
  .object({
    v: z.literal(VERSION),
    id: z.string(),
    plan: z.string(),
    addressKey: z.string(),
    lookupKey: z.string(),
    handleHash: z.string(),
    payer: z.union([z.object({ customer: z.string() }), z.object({ address: z.string() })]),
    expiresAt: z.int(),
    session: z.object({ id: z.string(), url: z.string() }).optional(),
  })
  .transform(withoutVersion);

const intentRow = z
  .object({
    v: z.literal(VERSION),
    handleHash: z.string(),
    sessionId: z.string(),
    plan: z.string(),
    member: z.templateLiteral(['mem_', z.string()]).optional(),
    to: z.string(),
    expiresAt: z.int(),
    usedAt: z.int().optional(),
  })
  .transform(withoutVersion);

const claimKey = (plan: PlanId, addressKey: string) => ({ pk: `claim#${plan}#${addressKey}`, sk: 'claim' });
const intentKey = (handleHash: string) => ({ pk: `intent#${handleHash}`, sk: 'intent' });

export type CheckoutsStore = ReturnType<typeof createCheckoutsStore>;

export function createCheckoutsStore(database: Database) {
  return {
    async claim(plan: PlanId, addressKey: string): Promise<CheckoutClaim | undefined> {
      const row = await database.get('sessions', claimKey(plan, addressKey));
      return row && claimRow.parse(row);
    },

    /** `false` where another request has put or replaced the claim since `read` was. */
    putClaim: (claim: CheckoutClaim, read: CheckoutClaim | undefined) => {
      const { id, plan, addressKey, lookupKey, handleHash, payer, expiresAt, session } = claim;
      return database.write({
        put: {
          ...claimKey(plan, addressKey),
          v: VERSION,
          ttl: expiresAt,
          ...{ id, plan, addressKey, lookupKey, handleHash, payer, expiresAt, session },
        },
        table: 'sessions',
        ...(read === undefined
          ? { condition: NOT_THERE_YET }
          : { condition: CLAIM_AS_READ, values: { ':id': read.id } }),
      });
    },

    async intent(handleHash: string): Promise<CheckoutIntent | undefined> {
      const row = await database.get('sessions', intentKey(handleHash));
      return row && intentRow.parse(row);
    },

    /** A browser has one intent: the last that it began. */
    async putIntent({ handleHash, sessionId, plan, member, to, expiresAt }: CheckoutIntent): Promise<void> {
      await database.write({
        put: {
          ...intentKey(handleHash),
          v: VERSION,
          ttl: expiresAt,
          ...{ handleHash, sessionId, plan, member, to, expiresAt },
        },
        table: 'sessions',
      });
    },

    /** Of any number of claims at once, one is `true`. */
    useIntent: ({ handleHash, sessionId }: CheckoutIntent, now: EpochSeconds) =>
      database.write({
        update: NOT_USED,
        table: 'sessions',
        key: intentKey(handleHash),
        values: { ':now': now, ':sessionId': sessionId },
      }),
  };
}
