import type { World } from '../world.ts';
import { stoppedCollecting } from './invoiceState.ts';
import { leaveSchedule } from './leaveSchedule.ts';
import { saveInvoice, saveSubscription } from './save.ts';
import { canceled } from './subscriptionState.ts';
import type { CancellationReason } from './subscriptionState.ts';
import type Stripe from 'stripe';

interface Why {
  readonly reason?: CancellationReason;
  readonly comment?: string | null;
  readonly feedback?: string | null;
}

/**
 * Ends a subscription now. Its invoices stay, and are collected no more by themselves.
 * https://docs.stripe.com/billing/subscriptions/cancel
 */
export function cancelNow(world: World, before: Stripe.Subscription, why: Why = {}): Stripe.Subscription {
  const { reason = 'cancellation_requested', comment, feedback } = why;
  stopCollecting(world, before);
  const scheduled = leaveSchedule(world, before, 'canceled');
  const after = canceled(scheduled, world.now(), reason);
  const details = after.cancellation_details;
  return saveSubscription(world, before, {
    ...after,
    cancellation_details: details && {
      ...details,
      comment: comment === undefined ? details.comment : comment,
      feedback: feedback === undefined ? details.feedback : feedback,
    },
  });
}

function stopCollecting(world: World, { id }: Stripe.Subscription): void {
  const where = { invoiceSubscription: id, status: ['open', 'draft'] };
  for (const invoice of world.objects.list('invoice', { where, limit: 100 }).data) {
    if (invoice.auto_advance) saveInvoice(world, invoice, stoppedCollecting(invoice), ['invoice.updated']);
  }
}
