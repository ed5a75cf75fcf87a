import * as z from 'zod';
import type { CheckoutClaim, CheckoutIntent } from '../identity/checkout.ts';
import type { EpochSeconds, PlanId } from '../membership/model.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Condition, Database, Update } from './database.ts';
import { withoutVersion } from './version.ts';

const VERSION = 1;

/** A session may be paid in its last minute and its events come late: it is looked up before another is opened. */
const CLAIM_REMEMBERED_SECONDS = 30 * 86_400;

/** Replaces the claim that was read, and no other. */
const CLAIM_AS_READ: Condition = { expression: 'id = :id' };

/** Its session is still to come: whoever replaces it now would not know which one to close. */
const CLAIM_STILL_OPENING: Condition = {
  expression: 'id = :id AND attribute_not_exists(#session)',
  names: { '#session': 'session' },
};

const NOT_USED: Update = {
  update: 'SET usedAt = :now',
  expression: 'attribute_exists(pk) AND attribute_not_exists(usedAt)',
};

const claimRow = z
  .object({
    v: z.literal(VERSION),
    id: z.string(),
    plan: z.string(),
    addressKey: z.string(),
    lookupKey: z.string(),
    trialDays: z.int().optional(),
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
    to: z.string(),
    expiresAt: z.int(),
    usedAt: z.int().optional(),
  })
  .transform(withoutVersion);

const claimKey = (plan: PlanId, addressKey: string) => ({ pk: `claim#${plan}#${addressKey}`, sk: 'claim' });
const intentKey = (handleHash: string, sessionId: string) => ({
  pk: `intent#${handleHash}`,
  sk: `session#${sessionId}`,
});

export type CheckoutsStore = ReturnType<typeof createCheckoutsStore>;

export function createCheckoutsStore(database: Database) {
  return {
    async claim(plan: PlanId, addressKey: string): Promise<CheckoutClaim | undefined> {
      const row = await database.get('sessions', claimKey(plan, addressKey));
      return row && claimRow.parse(row);
    },

    /** `false` where another request has put or replaced the claim since `read` was. */
    putClaim: (claim: CheckoutClaim, read: CheckoutClaim | undefined) => {
      const { id, plan, addressKey, lookupKey, trialDays, handleHash, payer, expiresAt, session } = claim;
      return database.write({
        put: {
          ...claimKey(plan, addressKey),
          v: VERSION,
          ttl: expiresAt + CLAIM_REMEMBERED_SECONDS,
          ...{ id, plan, addressKey, lookupKey, trialDays, handleHash, payer, expiresAt, session },
        },
        table: 'sessions',
        ...(read === undefined
          ? { condition: NOT_THERE_YET }
          : {
              condition: read.session === undefined ? CLAIM_STILL_OPENING : CLAIM_AS_READ,
              values: { ':id': read.id },
            }),
      });
    },

    async intent(handleHash: string, sessionId: string): Promise<CheckoutIntent | undefined> {
      const row = await database.get('sessions', intentKey(handleHash, sessionId));
      return row && intentRow.parse(row);
    },

    /** Of what a browser began, what ends last: the newest. */
    async newestIntent(handleHash: string): Promise<CheckoutIntent | undefined> {
      const rows = await database.query('sessions', intentKey(handleHash, '').pk);
      const intents = rows.map((row) => intentRow.parse(row));
      return intents.sort((one, other) => other.expiresAt - one.expiresAt)[0];
    },

    async putIntent({ handleHash, sessionId, to, expiresAt }: CheckoutIntent): Promise<void> {
      await database.write({
        put: {
          ...intentKey(handleHash, sessionId),
          v: VERSION,
          ttl: expiresAt,
          ...{ handleHash, sessionId, to, expiresAt },
        },
        table: 'sessions',
      });
    },

    /** Of any number of claims at once, one is `true`. */
    useIntent: ({ handleHash, sessionId }: CheckoutIntent, now: EpochSeconds) =>
      database.write({
        update: NOT_USED,
        table: 'sessions',
        key: intentKey(handleHash, sessionId),
        values: { ':now': now },
      }),
  };
}
