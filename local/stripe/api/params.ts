import * as z from 'zod';
import { invalidRequest } from './refusal.ts';
import type { StripeRefusal } from './refusal.ts';

/** Forms carry text only: these read the types that Stripe reads from it. */
export const text = z.string().min(1).max(5000);
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/)
  .transform(Number);
export const metadata = z.record(z.string().max(40), z.string().max(500));
export const range = z
  .strictObject({ gt: integer, gte: integer, lt: integer, lte: integer })
  .partial()
  .or(integer.transform((at) => ({ gte: at, lte: at })));

/** An empty value clears a field. */
export function clearable<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' ? null : value), schema.nullable());
}

export const pagination = {
  limit: integer.pipe(z.int().min(1).max(100)).optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
};

/** Every call takes `expand[]`: https://docs.stripe.com/api/expanding_objects */
export const expansion = z.strictObject({ expand: z.array(text).max(20).optional() });

/** @throws {StripeRefusal} parameter_unknown, parameter_missing or an invalid value, by the parameter's name */
export function readParams<T extends z.ZodType>(schema: T, raw: unknown): z.output<T> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue === undefined ? invalidRequest('Invalid request.') : refusalOf(issue, raw);
}

function refusalOf(issue: z.core.$ZodIssue, raw: unknown): StripeRefusal {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const param = paramName([...path, issue.keys[0] ?? '']);
    return invalidRequest(`Received unknown parameter: ${param}`, { param, code: 'parameter_unknown' });
  }
  const param = paramName(path);
  if (valueAt(raw, path) === undefined) {
    return invalidRequest(`Missing required param: ${param}.`, { param, code: 'parameter_missing' });
  }
  return invalidRequest(`Invalid value for ${param}: ${issue.message}`, { param });
}

function paramName([head = '', ...rest]: readonly string[]): string {
  return head + rest.map((segment) => `[${segment}]`).join('');
}

function valueAt(raw: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    raw,
  );
}

/** Sent keys replace, an empty value removes its key, an empty `metadata` removes all. */
export function mergeMetadata(
  current: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string>> | null | undefined,
): Record<string, string> {
  if (change === undefined) return { ...current };
  if (change === null) return {};
  const merged = { ...current, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}
