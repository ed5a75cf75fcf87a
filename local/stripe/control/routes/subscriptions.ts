import * as z from 'zod';
import { text } from '../../api/params.ts';
import { whole, yes } from './fields.ts';
import type { Perform } from '../../api/perform.ts';
import type { Control } from '../control.ts';
import type { ActRoute } from './http.ts';

const pauseBehavior = z.enum(['keep_as_draft', 'mark_uncollectible', 'void']);

/** The lives of subscriptions, their invoices and their customers. */
export function subscriptionRoutes(act: ActRoute, control: Control, perform: Perform): void {
  act('/subscriptions/:id/renew', { outcome: z.enum(['paid', 'failed']).optional() }, ({ outcome }, id) =>
    control.renew(id, outcome === undefined ? undefined : { outcome }),
  );
  act('/subscriptions/:id/pay', {}, (_, id) => control.payOpenInvoice(id));
  act('/subscriptions/:id/status', { status: text.max(60) }, ({ status }, id) =>
    control.setStatus(id, status),
  );
  act('/subscriptions/:id/cancel', { when: z.enum(['now', 'period_end']) }, ({ when }, id) =>
    when === 'now'
      ? perform('DELETE /v1/subscriptions/:id', id)
      : perform('POST /v1/subscriptions/:id', id, { cancel_at_period_end: true }),
  );
  act('/subscriptions/:id/keep', {}, (_, id) =>
    perform('POST /v1/subscriptions/:id', id, { cancel_at_period_end: false }),
  );
  act(
    '/subscriptions/:id/pause',
    { behavior: pauseBehavior, resumesAt: whole.optional() },
    ({ behavior, resumesAt }, id) =>
      control.setPause(id, { behavior, ...(resumesAt !== undefined && { resumesAt }) }),
  );
  act('/subscriptions/:id/unpause', {}, (_, id) => control.setPause(id, null));
  act('/subscriptions/:id/hold-draft', {}, (_, id) => {
    control.holdDraft(id);
  });
  act('/subscriptions/:id/fail-finalization', {}, (_, id) => {
    control.failFinalization(id);
  });
  for (const owner of ['subscriptions', 'customers']) {
    act(`/${owner}/:id/card`, { number: text }, ({ number }, id) => control.setCard(id, number));
    act(`/${owner}/:id/remove-card`, {}, (_, id) => {
      control.removeCard(id);
    });
  }
  act('/invoices/:id/authenticate', { passed: yes }, ({ passed }, id) => control.authenticate(id, passed));
  act('/invoices/:id/void', {}, (_, id) => perform('POST /v1/invoices/:id/void', id));
  act('/invoices/:id/mark-uncollectible', {}, (_, id) =>
    perform('POST /v1/invoices/:id/mark_uncollectible', id),
  );
  act('/customers/:id/delete', {}, (_, id) => perform('DELETE /v1/customers/:id', id));
}
