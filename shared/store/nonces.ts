import type { Nonce } from '../identity/id-token.ts';
import type { EpochSeconds } from '../membership/model.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Database, Update } from './database.ts';

const VERSION = 1;

/** One who brings the nonce of another browser, or a second time, finds nothing to spend. */
const STILL_THEIRS: Update = {
  update: 'SET spentAt = :now',
  expression:
    'nonceHash = :nonceHash AND handleHash = :handleHash AND attribute_not_exists(spentAt) AND expiresAt > :now',
};

const keyOf = (id: string) => ({ pk: `nonce#${id}`, sk: 'nonce' });

export type NoncesStore = ReturnType<typeof createNoncesStore>;

export function createNoncesStore(database: Database) {
  return {
    add: ({ id, nonceHash, handleHash, expiresAt }: Nonce) =>
      database.write({
        put: { ...keyOf(id), v: VERSION, ttl: expiresAt, id, nonceHash, handleHash, expiresAt },
        table: 'sessions',
        condition: NOT_THERE_YET,
      }),

    /** Of any number of exchanges at once, one is `true`. */
    spend: ({ id, nonceHash, handleHash }: Omit<Nonce, 'expiresAt'>, now: EpochSeconds) =>
      database.write({
        update: STILL_THEIRS,
        table: 'sessions',
        key: keyOf(id),
        values: { ':nonceHash': nonceHash, ':handleHash': handleHash, ':now': now },
      }),
  };
}
