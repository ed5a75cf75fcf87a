import { invalidRequest } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { buildDispute } from '../objects/dispute.ts';
import { idOf } from '../objects/reference.ts';
import { book } from './balance.ts';
import { isClosed, isMoneyAway, moved, nextStatuses } from './disputeState.ts';
import type { DisputeStatus } from '../objects/dispute.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const FEE = { amount: 1_500, description: 'Dispute fee' };

export interface DisputeRequest {
  readonly kind: 'dispute' | 'inquiry';
  /** Stripe's word; `fraudulent` for a dispute and `general` for an inquiry where there is none. */
  readonly reason?: string | undefined;
  /** In the currency's smallest unit; all that was not refunded where there is none. */
  readonly amount?: number | undefined;
}

/** A cardholder goes to the bank. */
export function openDispute(world: World, charge: Stripe.Charge, request: DisputeRequest): Stripe.Dispute {
  const { kind } = request;
  const left = charge.amount - charge.amount_refunded;
  if (charge.status !== 'succeeded' || left === 0) {
    throw invalidRequest(`The charge ${charge.id} has no money that could be disputed.`);
  }
  const dispute = buildDispute(world.stamp('dispute'), {
    charge,
    amount: Math.min(request.amount ?? left, left),
    kind,
    reason: request.reason ?? (kind === 'inquiry' ? 'general' : 'fraudulent'),
  });
  const withMoney = moveMoney(world, undefined, dispute);
  world.objects.put('dispute', withMoney);
  world.objects.put('charge', { ...charge, disputed: true });
  emit(world, 'charge.dispute.created', withMoney);
  if (isMoneyAway(withMoney)) emit(world, 'charge.dispute.funds_withdrawn', withMoney);
  return withMoney;
}

/**
 * The bank, the cardholder or the card network moves a dispute on.
 *
 * @throws {StripeRefusal} status_transition_invalid
 */
export function moveDispute(world: World, before: Stripe.Dispute, status: DisputeStatus): Stripe.Dispute {
  if (!nextStatuses(before).includes(status)) {
    throw invalidRequest(`A dispute with status \`${before.status}\` cannot become \`${status}\`.`, {
      code: 'status_transition_invalid',
    });
  }
  return saveDispute(world, before, moved(before, status));
}

/** Stores a changed dispute, moves the money that its status calls for, and tells of both. */
export function saveDispute(world: World, before: Stripe.Dispute, changed: Stripe.Dispute): Stripe.Dispute {
  const after = moveMoney(world, before, changed);
  world.objects.put('dispute', after);
  const closes = isClosed(after) && after.status !== before.status;
  if (!closes) emit(world, 'charge.dispute.updated', after, before);
  if (!isMoneyAway(before) && isMoneyAway(after)) emit(world, 'charge.dispute.funds_withdrawn', after);
  if (isMoneyAway(before) && !isMoneyAway(after)) emit(world, 'charge.dispute.funds_reinstated', after);
  if (closes) emit(world, 'charge.dispute.closed', after);
  return after;
}

/** Stripe keeps its fee, whoever wins: https://docs.stripe.com/disputes/how-disputes-work */
function moveMoney(world: World, before: Stripe.Dispute | undefined, after: Stripe.Dispute): Stripe.Dispute {
  const wasAway = before !== undefined && isMoneyAway(before);
  const isAway = isMoneyAway(after);
  if (wasAway === isAway) return after;
  const transaction = book(world, {
    type: 'adjustment',
    reportingCategory: isAway ? 'dispute' : 'dispute_reversal',
    amount: isAway ? -after.amount : after.amount,
    fee: isAway ? FEE : null,
    currency: after.currency,
    description: `Chargeback ${isAway ? 'withdrawal' : 'reversal'} for ${idOf(after.charge)}`,
    source: after.id,
  });
  return { ...after, balance_transactions: [...after.balance_transactions, transaction] };
}
