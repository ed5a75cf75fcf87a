import { required } from '../api/lists.ts';
import { subscriptionOf } from '../objects/invoice.ts';
import type { World } from '../world.ts';
import { collectInvoice } from './collect.ts';
import { maybeSetAside } from './cycle.ts';
import { finalizationFailed } from './invoiceState.ts';
import { finalize } from './issue.ts';
import { reconsider } from './reconsider.ts';
import { saveInvoice } from './save.ts';
import type Stripe from 'stripe';

/** What time makes of a draft after its hour: https://docs.stripe.com/invoicing/integration/automatic-advancement-collection */
export function finalizeDraft(world: World, draft: Stripe.Invoice): void {
  const id = subscriptionOf(draft) ?? '';
  const failing = world.settings.get('failingFinalizations');
  if (failing.includes(id)) {
    world.settings.set(
      'failingFinalizations',
      failing.filter((one) => one !== id),
    );
    failFinalization(world, draft);
    return;
  }
  if (maybeSetAside(world, draft, required(world, 'subscription', id))) return;
  if (draft.collection_method === 'send_invoice') reconsider(world, finalize(world, draft, null));
  else collectInvoice(world, draft, 'card', { scheduled: true });
}

/** The next attempt of the retry schedule. */
export function retryInvoice(world: World, invoice: Stripe.Invoice): void {
  collectInvoice(world, invoice, 'card', { scheduled: true });
}

/** https://docs.stripe.com/tax/customer-locations#address-validation is why one fails in life. */
function failFinalization(world: World, draft: Stripe.Invoice): void {
  const failed = finalizationFailed(draft, {
    code: 'customer_tax_location_invalid',
    message: "The customer's location isn't recognized.",
    type: 'invalid_request_error',
  });
  saveInvoice(world, draft, failed, ['invoice.updated', 'invoice.finalization_failed']);
}
