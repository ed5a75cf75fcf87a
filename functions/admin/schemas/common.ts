import { z } from '@hono/zod-openapi';

/** An instant that leaves: ISO 8601, UTC. */
export const instant = z.iso.datetime().openapi({ example: '2027-12-31T23:59:59.000Z' });

/** An instant that comes in: ISO 8601 with its zone, so that "the 31st" is one moment everywhere. */
export const moment = z.iso
  .datetime({ offset: true, error: 'a time with its zone, such as 2027-12-31T23:59:59Z' })
  .transform((text) => Math.floor(Date.parse(text) / 1000))
  .openapi({ type: 'string', format: 'date-time', example: '2027-12-31T23:59:59Z' });

/** Words of a person, such as a reason. */
export const words = (most: number) =>
  z.string(`say it in words, up to ${most} characters`).trim().min(1).max(most);

export const reason = words(200).openapi({ example: 'Press, for the year' });
export const reasoned = z.strictObject({ reason }).openapi('Reason');

export const memberId = z.string().openapi({ example: 'mem_4s1rs1yfft5f8z3xfmap68mh0n' });
export const grantId = z.string().openapi({ example: 'gra_4s1rs1yfft5f8z3xfmap68mh0n' });
export const features = z
  .array(z.string())
  .readonly()
  .openapi({ example: ['memos', 'news'] });

/** Who decided, when, and why. */
export const decision = z
  .object({ at: instant, by: z.string().openapi({ example: 'apikey:key_01' }), reason: z.string() })
  .openapi('Decision');

export const idParameter = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) });

/** A named shape or nothing; `nullable` would make the name itself stand for both. */
export const orNull = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);
