import * as z from 'zod';
import type { AddressChange, WhichAddress } from '../identity/address-change.ts';
import type { EpochSeconds, MemberId } from '../membership/model.ts';
import type { Database, Update } from './database.ts';
import { withoutVersion } from './version.ts';

const VERSION = 1;

/** Of the change that was read: another one, begun since, has codes of its own. */
const PROVE: Readonly<Record<WhichAddress, Update>> = {
  old: { update: 'SET oldProvedAt = :now', expression: 'oldChallenge = :challenge' },
  new: { update: 'SET newProvedAt = :now', expression: 'newChallenge = :challenge' },
};

const changeRow = z
  .object({
    v: z.literal(VERSION),
    member: z.templateLiteral(['mem_', z.string()]),
    sid: z.string(),
    from: z.string().optional(),
    to: z.object({ text: z.string(), key: z.string() }),
    oldChallenge: z.string().optional(),
    newChallenge: z.string(),
    oldProvedAt: z.int().optional(),
    newProvedAt: z.int().optional(),
    expiresAt: z.int(),
  })
  .transform(withoutVersion);

const keyOf = (member: MemberId, sid: string) => ({ pk: `member#${member}`, sk: `address-change#${sid}` });

export type AddressChangesStore = ReturnType<typeof createAddressChangesStore>;

export function createAddressChangesStore(database: Database) {
  return {
    /** In the place of what the same session had begun before. */
    async put({
      member,
      sid,
      from,
      to,
      oldChallenge,
      newChallenge,
      expiresAt,
    }: AddressChange): Promise<void> {
      await database.write({
        put: {
          ...keyOf(member, sid),
          v: VERSION,
          ttl: expiresAt,
          ...{ member, sid, from, to: { text: to.text, key: to.key }, oldChallenge, newChallenge, expiresAt },
        },
        table: 'sessions',
      });
    },

    async get(member: MemberId, sid: string): Promise<AddressChange | undefined> {
      const row = await database.get('sessions', keyOf(member, sid));
      return row && changeRow.parse(row);
    },

    /** As it is after one of its addresses has agreed; `undefined` where another has taken its place. */
    async prove(
      { member, sid }: AddressChange,
      which: WhichAddress,
      challenge: string,
      now: EpochSeconds,
    ): Promise<AddressChange | undefined> {
      const row = await database.updateAndGet({
        update: PROVE[which],
        table: 'sessions',
        key: keyOf(member, sid),
        values: { ':now': now, ':challenge': challenge },
      });
      return row && changeRow.parse(row);
    },
  };
}
