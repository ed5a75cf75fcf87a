import * as z from 'zod';
import type { EpochSeconds, MemberId } from '../membership/model.ts';
import type { Database, Update } from './database.ts';

const VERSION = 1;

const names = { '#ttl': 'ttl' };

/** A member's calls in a month are counted with what they bring, in one write. */
const BELOW_CALL_LIMIT: Update = {
  update: 'SET #ttl = :ttl, v = :v ADD calls :one',
  expression: 'attribute_not_exists(calls) OR calls < :callLimit',
  names,
};

const BELOW_CALL_LIMIT_WITH_ROOM: Update = {
  update: 'SET #ttl = :ttl, v = :v ADD calls :one, articles :articles',
  expression:
    '(attribute_not_exists(calls) OR calls < :callLimit) AND (attribute_not_exists(articles) OR size(articles) <= :room)',
  names,
};

/** Of two tabs at once that open different articles, no more are counted than are free. */
const STILL_FREE: Update = {
  update: 'ADD articles :articles',
  expression: 'attribute_not_exists(articles) OR size(articles) < :free',
};

const meterRow = z.object({ v: z.literal(VERSION), articles: z.set(z.string()).default(new Set()) });

const keyOf = (member: MemberId, month: string) => ({ pk: `member#${member}`, sk: `meter#${month}` });

export type MetersStore = ReturnType<typeof createMetersStore>;

/** Which free articles a member has read in a month, by short hashes. */
export function createMetersStore(database: Database) {
  async function updated(
    member: MemberId,
    month: string,
    update: Update,
    values: Readonly<Record<string, unknown>>,
  ): Promise<ReadonlySet<string> | undefined> {
    const key = keyOf(member, month);
    const row = await database.updateAndGet({ update, table: 'sessions', key, values });
    return row && meterRow.parse(row).articles;
  }

  return {
    /**
     * Counts a call, and adds articles where all of them find room; gives all that are there. `undefined` where the
     * month's calls are used up.
     */
    async join(
      member: MemberId,
      month: string,
      articles: readonly string[],
      limits: { readonly calls: number; readonly articles: number; readonly keepUntil: EpochSeconds },
    ): Promise<ReadonlySet<string> | undefined> {
      const values = { ':ttl': limits.keepUntil, ':v': VERSION, ':one': 1, ':callLimit': limits.calls };
      if (articles.length > 0) {
        const joined = await updated(member, month, BELOW_CALL_LIMIT_WITH_ROOM, {
          ...values,
          ':articles': new Set(articles),
          ':room': limits.articles - articles.length,
        });
        if (joined !== undefined) return joined;
      }
      return updated(member, month, BELOW_CALL_LIMIT, values);
    },

    /** Adds one article where fewer than `free` are there; `undefined` where no more are free. */
    open: (member: MemberId, month: string, article: string, free: number) =>
      updated(member, month, STILL_FREE, { ':articles': new Set([article]), ':free': free }),
  };
}
