import { mergeMetadata } from '../api/params.ts';
import { invalidRequest } from '../api/refusal.ts';
import { advancing, stoppedCollecting } from '../billing/invoiceState.ts';
import { finalize } from '../billing/issue.ts';
import { payerFor } from '../billing/payer.ts';
import { reconsider } from '../billing/reconsider.ts';
import { saveInvoice } from '../billing/save.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

interface UpdateParams {
  readonly auto_advance?: boolean | undefined;
  readonly description?: string | null | undefined;
  readonly due_date?: number | undefined;
  readonly metadata?: Record<string, string> | null | undefined;
}

/** Whether time finalizes and charges it, what it says, and when a sent one is due. */
export function updateInvoice(world: World, before: Stripe.Invoice, params: UpdateParams): Stripe.Invoice {
  const { auto_advance: advance, description, due_date: dueDate } = params;
  const moved =
    advance === undefined || advance === before.auto_advance
      ? before
      : advance
        ? advancing(before, world.now())
        : stoppedCollecting(before);
  const after: Stripe.Invoice = {
    ...moved,
    description: description === undefined ? before.description : description,
    due_date: dueDate ?? before.due_date,
    metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
  };
  return saveInvoice(world, before, after, ['invoice.updated']);
}

/** Opens a draft before its time. It is charged an hour later, unless it is not to advance. */
export function finalizeByHand(
  world: World,
  draft: Stripe.Invoice,
  advance: boolean | undefined,
): Stripe.Invoice {
  if (draft.status !== 'draft') throw invalidRequest('This invoice is already finalized.');
  const open = finalize(world, draft, payerFor(world, draft)?.paymentMethod ?? null);
  if (open.status !== 'open') {
    reconsider(world, open);
    return open;
  }
  const after = (advance ?? draft.auto_advance) ? advancing(open, world.now()) : stoppedCollecting(open);
  return saveInvoice(world, open, after, []);
}

/**
 * Only one-off drafts can be deleted, and the double makes none.
 *
 * @throws {StripeRefusal} always
 */
export function refuseDeletion(invoice: Stripe.Invoice): never {
  throw invalidRequest(
    invoice.status === 'draft'
      ? "You can't delete invoices created by subscriptions."
      : 'You can only delete draft invoices.',
  );
}
