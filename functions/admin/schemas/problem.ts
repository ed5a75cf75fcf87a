import { z } from '@hono/zod-openapi';

export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.string().openapi({ description: 'Stable: decide by it.' }),
    detail: z.string().openapi({ description: 'One sentence for a person.' }),
    request_id: z.string().openapi({ description: 'Names the request in the log and in the audit.' }),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: 'Each field that is not as described.' }),
  })
  .openapi('Problem', {
    example: {
      ...{ type: 'about:blank', title: 'Not Found', status: 404 },
      ...{ code: 'member_unknown', detail: 'There is no such member.' },
      request_id: 'req_01hzy3v9k4',
    },
  });
