import { z } from '@hono/zod-openapi';
import { GRANT_KINDS } from '../../../shared/membership/model.ts';
import { decision, features, grantId, instant, memberId, moment, reason, words, orNull } from './common.ts';

export const grantSchema = z
  .object({
    id: grantId,
    member: memberId,
    kind: z.enum(GRANT_KINDS),
    plan: z.string().nullable(),
    features,
    starts_at: instant,
    ends_at: instant.openapi({ description: 'The first instant without it.' }),
    reason: z.string(),
    note: z.string().nullable(),
    granted_by: z.string().openapi({ example: 'apikey:key_01' }),
    granted_at: instant,
    revocation: orNull(decision),
  })
  .openapi('Grant');

export const newGrant = z
  .strictObject({
    email: z.string().max(320).optional().openapi({ example: 'press@example.com' }),
    member: z.string().max(40).optional(),
    plan: z.string().max(60).optional(),
    features: z
      .array(z.string().max(60))
      .min(1)
      .max(100)
      .optional()
      .openapi({ example: ['memos'] }),
    starts_at: moment.optional(),
    ends_at: moment,
    reason,
    note: words(2_000).optional(),
  })
  .openapi('NewGrant', {
    description:
      'For an `email`, whose member is made where there is none, or a `member`; of a `plan` or of `features`.',
  });

export const grantListSchema = z.object({ data: z.array(grantSchema) }).openapi('GrantList');
