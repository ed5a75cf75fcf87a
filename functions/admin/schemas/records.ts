import { z } from '@hono/zod-openapi';
import { CHANNELS } from '../../../shared/store/audit.ts';
import { OUTCOMES } from '../../../shared/store/ledger.ts';
import { instant } from './common.ts';

const state = z.record(z.string(), z.unknown()).nullable();

export const auditEntrySchema = z
  .object({
    id: z.string(),
    subject: z.string().openapi({ description: 'A member, or `deployment`.' }),
    at: instant,
    actor: z.string().openapi({ example: 'apikey:key_01' }),
    act: z.string().openapi({ example: 'grant.created' }),
    before: state,
    after: state,
    reason: z.string().nullable(),
    channel: z.enum(CHANNELS),
    ip: z.string().nullable(),
    request_id: z.string().nullable(),
  })
  .openapi('AuditEntry');

export const auditListSchema = z
  .object({ data: z.array(auditEntrySchema), has_more: z.boolean() })
  .openapi('AuditList');

export const eventSchema = z
  .object({
    id: z.string().openapi({ example: 'evt_1t0i6zZxgI7w14Q6A6ezzWFV' }),
    type: z.string().openapi({ example: 'invoice.paid' }),
    created_at: instant,
    customer: z.string().nullable(),
    outcome: z.enum(OUTCOMES),
    recorded_at: instant,
    request_id: z.string().nullable().openapi({ description: 'Of the webhook’s answer.' }),
  })
  .openapi('Event', { description: 'What became of a Stripe event.' });
