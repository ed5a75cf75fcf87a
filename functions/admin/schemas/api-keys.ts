import { z } from '@hono/zod-openapi';
import { SCOPES } from '../../../shared/store/apikeys.ts';
import { instant, moment } from './common.ts';

export const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)).readonly(),
    created_at: instant,
    created_by: z.string(),
    expires_at: instant.nullable(),
    revoked_at: instant.nullable(),
  })
  .openapi('ApiKey');

export const apiKeyListSchema = z.object({ data: z.array(apiKeySchema) }).openapi('ApiKeyList');

export const madeApiKeySchema = apiKeySchema
  .extend({ key: z.string().openapi({ description: 'The key itself, shown in this one answer.' }) })
  .openapi('MadeApiKey');

export const newApiKey = z
  .strictObject({
    name: z.string().trim().min(1).max(80).openapi({ example: 'Press desk' }),
    scopes: z
      .array(z.enum(SCOPES))
      .min(1)
      .openapi({ example: ['members:read', 'grants:write'] }),
    expires_at: moment.optional(),
  })
  .openapi('NewApiKey');
