import * as z from 'zod';
import { GUESSES_PER_CHALLENGE } from '../identity/sign-in.ts';
import type { Challenge } from '../identity/sign-in.ts';
import type { EpochSeconds } from '../membership/model.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Database, Update } from './database.ts';
import { withoutVersion } from './version.ts';

const VERSION = 1;

/** A guess is counted before it is looked at, so that of any number at once only so many are looked at. */
const MAY_BE_GUESSED: Update = {
  update: 'SET guesses = guesses + :one',
  expression: 'guesses < :limit AND attribute_not_exists(spentAt) AND expiresAt > :now',
};

const NOT_SPENT: Update = {
  update: 'SET spentAt = :now',
  expression: 'attribute_exists(pk) AND attribute_not_exists(spentAt) AND expiresAt > :now',
};

const BELOW_LIMIT: Update = {
  update: 'SET #count = if_not_exists(#count, :zero) + :one, #ttl = :ttl, v = :v',
  expression: 'attribute_not_exists(pk) OR #count < :limit',
  names: { '#count': 'count', '#ttl': 'ttl' },
};

const GIVE_BACK: Update = {
  update: 'SET #count = #count - :one',
  expression: '#count > :zero',
  names: { '#count': 'count' },
};

const challengeRow = z
  .object({
    v: z.literal(VERSION),
    id: z.string(),
    address: z.object({ text: z.string(), key: z.string() }),
    shownAs: z.string(),
    codeHash: z.string(),
    linkHash: z.string().optional(),
    handleHash: z.string().optional(),
    to: z.string().optional(),
    expiresAt: z.int(),
    spentAt: z.int().optional(),
  })
  .transform(withoutVersion);

const counterRow = z.object({ count: z.int() });

const keyOf = (id: string) => ({ pk: `challenge#${id}`, sk: 'challenge' });

export type ChallengesStore = ReturnType<typeof createChallengesStore>;

export function createChallengesStore(database: Database) {
  const counterKey = (name: string) => ({ pk: `counter#${name}`, sk: 'counter' });
  const parse = (row: Record<string, unknown> | undefined): Challenge | undefined =>
    row && challengeRow.parse(row);
  const look = async (id: string) => parse(await database.get('sessions', keyOf(id)));

  return {
    add: ({ id, address, shownAs, codeHash, linkHash, handleHash, to, expiresAt }: Challenge) =>
      database.write({
        put: {
          ...keyOf(id),
          v: VERSION,
          ttl: expiresAt,
          guesses: 0,
          ...{
            id,
            address: { text: address.text, key: address.key },
            shownAs,
            codeHash,
            linkHash,
            handleHash,
            to,
            expiresAt,
          },
        },
        table: 'sessions',
        condition: NOT_THERE_YET,
      }),

    /** `undefined` where there is none, or it is spent. Its end is for the caller to check. */
    async get(id: string): Promise<Challenge | undefined> {
      const challenge = await look(id);
      return challenge?.spentAt === undefined ? challenge : undefined;
    },

    /** Spent ones, too. */
    look,

    /** Takes one guess; `undefined` where none is left, or the challenge is over. */
    takeGuess: async (id: string, now: EpochSeconds) =>
      parse(
        await database.updateAndGet({
          update: MAY_BE_GUESSED,
          table: 'sessions',
          key: keyOf(id),
          values: { ':one': 1, ':limit': GUESSES_PER_CHALLENGE, ':now': now },
        }),
      ),

    /** Of any number of redemptions at once, one is `true`. */
    spend: (id: string, now: EpochSeconds) =>
      database.write({ update: NOT_SPENT, table: 'sessions', key: keyOf(id), values: { ':now': now } }),

    /** Counts one more, up to `limit`; `false` where the limit is reached. */
    count: (name: string, limit: number, keepUntil: EpochSeconds) =>
      database.write({
        update: BELOW_LIMIT,
        table: 'sessions',
        key: counterKey(name),
        values: { ':zero': 0, ':one': 1, ':limit': limit, ':ttl': keepUntil, ':v': VERSION },
      }),

    /** Whether a counter stands at `limit`. */
    async reached(name: string, limit: number): Promise<boolean> {
      const row = await database.get('sessions', counterKey(name));
      return counterRow.parse(row ?? { count: 0 }).count >= limit;
    },

    giveBack: (name: string) =>
      database.write({
        update: GIVE_BACK,
        table: 'sessions',
        key: counterKey(name),
        values: { ':zero': 0, ':one': 1 },
      }),
  };
}
