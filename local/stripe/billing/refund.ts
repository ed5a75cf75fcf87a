import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { buildRefund } from '../objects/refund.ts';
import { idOf } from '../objects/reference.ts';
import { book } from './balance.ts';
import { disputesOf } from './chargeLookup.ts';
import { refundTakesTime } from './testCards.ts';
import { mayBecome, refundRefusal, withRefunded } from './refundState.ts';
import type { FirstRefundStatus, RefundStatus } from '../objects/refund.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

interface RefundRequest {
  /** In the currency's smallest unit; all that is left where it is undefined. */
  readonly amount?: number | undefined;
  readonly reason?: string | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
  readonly status?: FirstRefundStatus | undefined;
}

/**
 * Gives a charge back, at once or under way: either way the charge counts it as refunded.
 *
 * @throws {StripeRefusal} charge_already_refunded, charge_disputed, or too large an amount
 */
export function refund(world: World, charge: Stripe.Charge, request: RefundRequest): Stripe.Refund {
  const refusal = refundRefusal(charge, disputesOf(world, charge.id), request.amount);
  if (refusal !== undefined) throw refusal;
  const stamp = world.stamp('refund');
  const amount = request.amount ?? charge.amount - charge.amount_refunded;
  const status = request.status ?? (refundTakesTime(charge) ? 'pending' : 'succeeded');
  const made = buildRefund(stamp, {
    charge,
    amount,
    status,
    balanceTransaction: status === 'succeeded' ? bookRefund(world, charge, stamp.id, amount) : null,
    reason: request.reason ?? null,
    metadata: request.metadata ?? {},
  });
  world.objects.put('refund', made);
  emit(world, 'refund.created', made);
  const after = withRefunded(charge, amount);
  world.objects.put('charge', after);
  emit(world, 'charge.refunded', after, charge);
  return made;
}

/**
 * Ends a refund that was under way, or one that the bank sends back. A failed or cancelled one gives the charge
 * its amount back: https://docs.stripe.com/refunds#failed-refunds
 */
export function endRefund(
  world: World,
  before: Stripe.Refund,
  status: Exclude<RefundStatus, FirstRefundStatus> | 'succeeded',
): Stripe.Refund {
  if (!mayBecome(before, status)) {
    throw invalidRequest(
      `The refund ${before.id} has a status of \`${before.status ?? 'none'}\` and cannot become \`${status}\`.`,
      { code: 'status_transition_invalid' },
    );
  }
  const charge = required(world, 'charge', idOf(before.charge ?? ''));
  if (status !== 'succeeded') world.objects.put('charge', withRefunded(charge, -before.amount));
  const after: Stripe.Refund = { ...before, ...ending(world, before, charge, status), status };
  delete after.pending_reason;
  return saveRefund(world, before, after);
}

/** Stores a changed refund and tells of it. */
export function saveRefund(world: World, before: Stripe.Refund, after: Stripe.Refund): Stripe.Refund {
  world.objects.put('refund', after);
  emit(world, 'refund.updated', after, before);
  emit(world, 'charge.refund.updated', after, before);
  if (after.status === 'failed' && before.status !== 'failed') emit(world, 'refund.failed', after);
  return after;
}

function ending(
  world: World,
  before: Stripe.Refund,
  charge: Stripe.Charge,
  status: string,
): Partial<Stripe.Refund> {
  if (status === 'succeeded') {
    return { balance_transaction: bookRefund(world, charge, before.id, before.amount) };
  }
  if (status !== 'failed') return {};
  const failure_reason = 'expired_or_canceled_card';
  if (before.balance_transaction === null) return { failure_reason };
  const { id } = book(world, {
    type: 'refund_failure',
    reportingCategory: 'refund_failure',
    amount: before.amount,
    fee: null,
    currency: before.currency,
    description: `REFUND FAILURE (${charge.description ?? charge.id})`,
    source: before.id,
  });
  return { failure_reason, failure_balance_transaction: id };
}

function bookRefund(world: World, charge: Stripe.Charge, source: string, amount: number): string {
  const { id } = book(world, {
    type: 'refund',
    reportingCategory: 'refund',
    amount: -amount,
    fee: null,
    currency: charge.currency,
    description: `REFUND FOR CHARGE (${charge.description ?? charge.id})`,
    source,
  });
  return id;
}
