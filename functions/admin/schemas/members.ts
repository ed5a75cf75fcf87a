import { z } from '@hono/zod-openapi';
import { features, instant, memberId, orNull } from './common.ts';
import { grantSchema } from './grants.ts';

const source = z
  .object({ kind: z.enum(['subscription', 'pass', 'grant']), id: z.string() })
  .openapi('Source', { description: 'The subscription, payment or grant behind it.' });

const subscription = z.object({
  id: z.string(),
  status: z.string().openapi({ description: 'As Stripe writes it.' }),
  started_at: instant,
  trial_end: instant.nullable(),
  cancel_at: instant.nullable(),
  ended_at: instant.nullable(),
  collection_paused: z.boolean(),
  items: z.array(
    z.object({
      id: z.string(),
      product: z.string(),
      period_end: instant,
      unpaid_since: instant.nullable(),
      refunded: z.boolean(),
      disputed: z.boolean(),
    }),
  ),
});

const pass = z.object({
  id: z.string(),
  plan: z.string(),
  seconds: z.int(),
  paid_at: instant.nullable(),
  refunded: z.boolean(),
  disputed: z.boolean(),
});

const billing = z
  .object({
    customer: z.string().openapi({ example: 'cus_aLuSdg7YA4XQjE' }),
    read_at: instant.openapi({ description: 'When Stripe was last asked.' }),
    customer_deleted: z.boolean(),
    subscriptions: z.array(subscription),
    passes: z.array(pass),
  })
  .openapi('Billing', { description: 'All that Stripe says of one customer, as last read.' });

const access = z
  .object({
    source,
    reason: z.string(),
    plan: z.string().nullable(),
    features,
    starts_at: instant,
    until: instant,
    open: z.boolean(),
  })
  .openapi('Access', { description: 'One reason to read that the member has, had or will have.' });

export const memberSchema = z
  .object({
    id: memberId,
    email: z.string().nullable(),
    email_proved_at: instant.nullable(),
    origin: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('sign_in') }),
      z.object({ kind: z.literal('grant') }),
      z.object({ kind: z.literal('customer'), customer: z.string() }),
    ]),
    created_at: instant,
    entitlements: z.object({
      features: z.array(z.object({ feature: z.string(), until: instant.nullable(), source: orNull(source) })),
      why: z.string().nullable(),
      plan: z.string().nullable(),
    }),
    accesses: z.array(access),
    billing: z.array(billing),
    grants: z.array(grantSchema),
  })
  .openapi('Member');

export const memberListSchema = z.object({ data: z.array(memberSchema) }).openapi('MemberList');
