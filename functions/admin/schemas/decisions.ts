import { z } from '@hono/zod-openapi';
import { QUARANTINE_KINDS, QUARANTINE_STATES } from '../../../shared/store/quarantine-rows.ts';
import { HALT_REASONS, NIGHT_STATUSES, NIGHT_STEPS } from '../../../shared/store/sweep-rows.ts';
import { decision, instant, memberId, reason, orNull } from './common.ts';

export const quarantineEntrySchema = z
  .object({
    kind: z.enum(QUARANTINE_KINDS),
    value: z.string(),
    state: z.enum(QUARANTINE_STATES),
    customers: z.int().openapi({ description: 'How many different customers have it.' }),
    first_seen_at: instant,
    last_seen_at: instant,
    ignored: orNull(decision),
    replay: z.object({ at: instant, done_at: instant.nullable() }).nullable(),
  })
  .openapi('QuarantineEntry', { description: 'What Stripe says and nothing here accounts for.' });

export const quarantineListSchema = z
  .object({ data: z.array(quarantineEntrySchema) })
  .openapi('QuarantineList');

export const customersSchema = z.object({ data: z.array(z.string()) }).openapi('Customers');

export const duplicateListSchema = z
  .object({
    data: z.array(
      z
        .object({
          member: memberId,
          plan: z.string(),
          subscriptions: z.array(z.object({ customer: z.string(), id: z.string() })).readonly(),
          first_seen_at: instant,
          last_seen_at: instant,
          resolved_at: instant.nullable(),
        })
        .openapi('Duplicate', { description: 'A plan that a member pays for more than once.' }),
    ),
  })
  .openapi('DuplicateList');

export const standingSchema = z
  .object({
    account: z.string().nullable(),
    halted: z.object({ reason: z.enum(HALT_REASONS), since: instant }).nullable(),
  })
  .openapi('Standing');

const window = z.object({
  started_at: instant,
  from: instant,
  until: instant,
  listed: z.int(),
  missing: z.int(),
});

export const nightSchema = z
  .object({
    night: z.iso.date(),
    status: z.enum(NIGHT_STATUSES),
    step: z.enum(NIGHT_STEPS),
    started_at: instant,
    finished_at: instant.nullable(),
    compared: z.int(),
    had_access: z.int(),
    differing: z.int(),
    gained: z.int(),
    lost: z.int(),
    rechecked: z.int(),
    released: orNull(decision),
  })
  .openapi('Night', { description: 'The comparison of one night.' });

export const sweepsSchema = z
  .object({
    stripe: standingSchema,
    hourly: z.object({
      running: window.nullable(),
      last: window.extend({ finished_at: instant }).nullable(),
    }),
    nightly: z.array(nightSchema),
  })
  .openapi('Sweeps');

export const newAccount = z
  .strictObject({
    account: z
      .string()
      .regex(/^acct_\w{1,100}$/)
      .openapi({ example: 'acct_1GqIC8LYj' }),
    reason,
  })
  .openapi('NewAccount');
