import * as z from 'zod';
import { flag, integer, metadata, text } from '../api/params.ts';

/** One change of a subscription's items: https://docs.stripe.com/api/subscriptions/update */
export const itemChange = z.strictObject({
  id: text.optional(),
  price: text.optional(),
  quantity: integer.pipe(z.int().min(1)).optional(),
  deleted: flag.optional(),
  metadata: metadata.optional(),
});
