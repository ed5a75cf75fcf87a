import * as z from 'zod';
import { clearable, flag, mergeMetadata, metadata, pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { moveDispute, saveDispute } from '../billing/dispute.ts';
import { isClosed, submitted, verdict, withEvidence } from '../billing/disputeState.ts';
import type { Api } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const MAX_EVIDENCE_CHARACTERS = 20_000;
const EVIDENCE_FIELDS = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_tracking_number',
  'uncategorized_text',
] as const;

const evidence = z.partialRecord(z.enum(EVIDENCE_FIELDS), clearable(z.string().max(MAX_EVIDENCE_CHARACTERS)));

/** https://docs.stripe.com/api/disputes */
export function disputes(api: Api): void {
  api.get('/v1/disputes/:id', {}, (_, { world, id }) => required(world, 'dispute', id));

  api.get(
    '/v1/disputes',
    {
      ...pagination,
      charge: text.optional(),
      created: range.optional(),
      payment_intent: text.optional(),
    },
    ({ charge, created, payment_intent: paymentIntent, ...page }, { world }) =>
      listPage(world, 'dispute', '/v1/disputes', page, { where: { charge, paymentIntent }, created }),
  );

  api.post(
    '/v1/disputes/:id',
    { evidence: evidence.optional(), metadata: clearable(metadata).optional(), submit: flag.optional() },
    (params, { world, id }) => {
      const before = required(world, 'dispute', id);
      const described = { ...before, metadata: mergeMetadata(before.metadata, params.metadata) };
      const given = params.evidence === undefined ? described : withEvidence(described, params.evidence);
      const submits = params.submit ?? params.evidence !== undefined;
      if (!submits) return saveDispute(world, before, given);
      return judge(world, saveDispute(world, before, submit(given)));
    },
  );

  api.post('/v1/disputes/:id/close', {}, (_, { world, id }) => {
    const dispute = required(world, 'dispute', id);
    if (isClosed(dispute)) throw invalidRequest('This dispute is already closed.');
    return moveDispute(world, dispute, 'lost');
  });
}

function submit(dispute: Stripe.Dispute): Stripe.Dispute {
  const after = submitted(dispute);
  if (after !== undefined) return after;
  throw invalidRequest(
    `Evidence can no longer be submitted for a dispute with a status of \`${dispute.status}\`.`,
  );
}

/** Stripe's test evidence is judged within seconds; here at once. */
function judge(world: World, dispute: Stripe.Dispute): Stripe.Dispute {
  const status = verdict(dispute);
  return status === undefined ? dispute : moveDispute(world, dispute, status);
}
