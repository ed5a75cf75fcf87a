import * as z from 'zod';
import { integer } from '../api/params.ts';

/** What creating and updating a subscription share. */

export const paymentBehavior = z.enum([
  'allow_incomplete',
  'default_incomplete',
  'error_if_incomplete',
  'pending_if_incomplete',
]);

export const prorationBehavior = z.enum(['create_prorations', 'always_invoice', 'none']);

export const trialSettings = z.strictObject({
  end_behavior: z.strictObject({ missing_payment_method: z.enum(['cancel', 'create_invoice', 'pause']) }),
});

export const collection = {
  collection_method: z.enum(['charge_automatically', 'send_invoice']).optional(),
  days_until_due: integer.pipe(z.int().min(0)).optional(),
};
