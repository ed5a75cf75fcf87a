import { required } from '../api/lists.ts';
import { cancelNow } from '../billing/cancel.ts';
import { finalizeDraft, retryInvoice } from '../billing/advance.ts';
import { beginNextPeriod, maybeSetAside } from '../billing/cycle.ts';
import { settleDebit } from '../billing/debit.ts';
import { expireSession } from '../billing/expireSession.ts';
import { expireIncomplete } from '../billing/incomplete.ts';
import { expirePendingUpdate } from '../billing/pendingUpdate.ts';
import { reconsider } from '../billing/reconsider.ts';
import { saveSubscription } from '../billing/save.ts';
import { moveOn } from '../billing/schedules.ts';
import { endTrial } from '../billing/trial.ts';
import { deleteClock } from '../billing/clockDeletion.ts';
import { emit } from '../events.ts';
import { idOf } from '../objects/reference.ts';
import { debitSucceeds } from '../objects/sepaDebit.ts';
import type { World } from '../world.ts';
import type { Duty } from './due.ts';

/** What each duty does, by the id of the object whose it is. */
export const DO: Readonly<Record<Duty, (world: World, id: string) => void>> = {
  cancel: (world, id) => void cancelNow(world, required(world, 'subscription', id)),
  expire_incomplete: (world, id) => {
    expireIncomplete(world, required(world, 'subscription', id));
  },
  expire_pending_update: (world, id) => {
    expirePendingUpdate(world, required(world, 'subscription', id));
  },
  enter_phase: (world, id) => {
    moveOn(world, required(world, 'subscription_schedule', id));
  },
  trial_will_end: (world, id) => {
    emit(world, 'customer.subscription.trial_will_end', required(world, 'subscription', id));
  },
  end_period: endPeriod,
  resume_collection: (world, id) => {
    const subscription = required(world, 'subscription', id);
    saveSubscription(world, subscription, { ...subscription, pause_collection: null });
  },
  finalize: (world, id) => {
    finalizeDraft(world, required(world, 'invoice', id));
  },
  attempt: (world, id) => {
    retryInvoice(world, required(world, 'invoice', id));
  },
  overdue: (world, id) => {
    const invoice = required(world, 'invoice', id);
    emit(world, 'invoice.overdue', invoice);
    reconsider(world, invoice);
  },
  delete_clock: (world, id) => void deleteClock(world, required(world, 'test_helpers.test_clock', id)),
  expire_checkout: (world, id) => void expireSession(world, required(world, 'checkout.session', id)),
  settle_debit: (world, id) => {
    const { payment_intent: intent, payment_method_details: details } = required(world, 'charge', id);
    settleDebit(world, idOf(intent ?? ''), debitSucceeds(details?.sepa_debit?.last4 ?? null));
  },
};

function endPeriod(world: World, id: string): void {
  const subscription = required(world, 'subscription', id);
  if (subscription.status === 'trialing' && endTrial(world, subscription)) return;
  maybeSetAside(world, beginNextPeriod(world, subscription), subscription);
}
