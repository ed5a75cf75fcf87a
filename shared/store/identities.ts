import * as z from 'zod';
import { sha256 } from '../identity/credential.ts';
import type { Identity } from '../identity/id-token.ts';
import type { EpochSeconds, MemberId } from '../membership/model.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Database, Key } from './database.ts';
import { memberPartition } from './member-rows.ts';

const VERSION = 1;

const pointerRow = z.object({ v: z.literal(VERSION), member: z.templateLiteral(['mem_', z.string()]) });

/** Hashed, since a provider may choose any text for either (docs/storage.md). */
const pointerKey = ({ issuer, subject }: Identity): Key => ({
  pk: `identity#${sha256(JSON.stringify([issuer, subject]))}`,
  sk: 'pointer',
});
const rowKey = (member: MemberId, { issuer }: Identity): Key => ({
  pk: memberPartition(member),
  sk: `identity#${sha256(issuer)}`,
});

export type IdentitiesStore = ReturnType<typeof createIdentitiesStore>;

/** Who of an identity provider's people is which member (docs/adr/0010). */
export function createIdentitiesStore(database: Database) {
  return {
    async memberOf(identity: Identity): Promise<MemberId | undefined> {
      const row = await database.get('members', pointerKey(identity));
      return row && pointerRow.parse(row).member;
    },

    /** For good. `false` where the identity is somebody's, or the member has another one of this provider. */
    bind: (identity: Identity, member: MemberId, now: EpochSeconds) =>
      database.transact([
        {
          put: { ...pointerKey(identity), v: VERSION, member },
          table: 'members',
          condition: NOT_THERE_YET,
        },
        {
          put: {
            ...rowKey(member, identity),
            ...{ v: VERSION, issuer: identity.issuer, subject: identity.subject, boundAt: now },
          },
          table: 'members',
          condition: NOT_THERE_YET,
        },
      ]),
  };
}
