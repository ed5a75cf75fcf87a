import * as z from 'zod';
import type { EpochSeconds } from '../membership/model.ts';
import type { SigningKey } from '../token/key-set.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Condition, Database } from './database.ts';
import { withoutVersion } from './version.ts';

const VERSION = 1;
const PARTITION = 'signing';

const keyRow = z
  .object({
    v: z.literal(VERSION),
    kid: z.string(),
    generation: z.int(),
    publicJwk: z.object({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: z.string(),
      y: z.string(),
      kid: z.string(),
      use: z.literal('sig'),
      alg: z.literal('ES256'),
    }),
    wrappedPrivateKey: z.string(),
    createdAt: z.int(),
    activatesAt: z.int(),
  })
  .transform(withoutVersion);

const KEY_AS_READ: Condition = { expression: 'kid = :kid AND activatesAt = :activatesAt' };

const keyOf = (generation: number) => ({ pk: PARTITION, sk: String(generation).padStart(8, '0') });

export type KeysStore = ReturnType<typeof createKeysStore>;

export function createKeysStore(database: Database) {
  return {
    async list(): Promise<SigningKey[]> {
      const rows = await database.query('keys', PARTITION);
      return rows.map((row) => keyRow.parse(row));
    },

    /** `false` where another rotation made this generation first. */
    add: ({ kid, generation, publicJwk, wrappedPrivateKey, createdAt, activatesAt }: SigningKey) =>
      database.write({
        put: {
          ...keyOf(generation),
          v: VERSION,
          ...{ kid, generation, publicJwk, wrappedPrivateKey, createdAt, activatesAt },
        },
        table: 'keys',
        condition: NOT_THERE_YET,
      }),

    /** Has a key sign from `now` on; `false` where it is no longer as it was read. */
    activate: ({ generation, kid, activatesAt, ...key }: SigningKey, now: EpochSeconds) =>
      database.write({
        put: { ...keyOf(generation), v: VERSION, ...key, generation, kid, activatesAt: now },
        table: 'keys',
        condition: KEY_AS_READ,
        values: { ':kid': kid, ':activatesAt': activatesAt },
      }),

    remove: (generation: number) => database.delete('keys', keyOf(generation)),
  };
}
