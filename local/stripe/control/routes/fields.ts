import * as z from 'zod';
import { text } from '../../api/params.ts';

/** Numbers and choices, from JSON or from a form, in which all is text. */
export const whole = z.coerce.number().int();
export const share = z.coerce.number().min(0).max(1);
export const yes = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
export const ids = z.array(text).max(1000);
/** A list, or words with commas or spaces between them. */
export const words = z.union([
  z.array(text),
  text.transform((value) => value.split(/[\s,]+/).filter(Boolean)),
]);
