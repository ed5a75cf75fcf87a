import * as z from 'zod';
import { text } from '../../api/params.ts';
import { DISPUTE_STATUSES } from '../../objects/dispute.ts';
import { whole, yes } from './fields.ts';
import type { Control } from '../control.ts';
import type { ActRoute } from './http.ts';

/** What banks and cardholders do. */
export function paymentRoutes(act: ActRoute, control: Control): void {
  act(
    '/payments/:id/refund',
    {
      amount: whole.min(1).optional(),
      status: z.enum(['succeeded', 'pending', 'requires_action']).optional(),
    },
    (options, id) => control.refund(id, options),
  );
  act('/payments/:id/debit', { succeeds: yes }, ({ succeeds }, id) => control.settleDebit(id, succeeds));
  act('/refunds/:id/complete', {}, (_, id) => control.completeRefund(id));
  act('/refunds/:id/fail', {}, (_, id) => control.failRefund(id));
  act(
    '/payments/:id/dispute',
    { kind: z.enum(['dispute', 'inquiry']).optional(), reason: text.optional() },
    ({ kind, reason }, id) =>
      control.dispute(id, { ...(kind && { kind }), ...(reason !== undefined && { reason }) }),
  );
  act('/disputes/:id/settle', { status: z.enum(DISPUTE_STATUSES) }, ({ status }, id) =>
    control.settleDispute(id, status),
  );
}
