import type * as z from 'zod';
import type { HttpContext } from './env.ts';
import type { Problem } from './problem.ts';

/** Reads a JSON body by its schema; a refusal names every field that is wrong. */
export async function readJson<Schema extends z.ZodType>(
  c: HttpContext,
  schema: Schema,
): Promise<
  { readonly ok: true; readonly value: z.output<Schema> } | { readonly ok: false; readonly problem: Problem }
> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    const detail = 'Send the body as application/json.';
    return { ok: false, problem: { status: 415, code: 'content_type_not_json', detail } };
  }
  let json: unknown;
  try {
    json = JSON.parse(await c.req.text());
  } catch {
    return { ok: false, problem: { status: 400, code: 'body_not_json', detail: 'The body is not JSON.' } };
  }
  const result = schema.safeParse(json);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problem: invalidBody(result.error) };
}

/** Names every field that is wrong. */
export function invalidBody({ issues }: z.ZodError): Problem {
  const errors = issues.map(({ path, message }) => ({ field: path.map(String).join('.'), message }));
  const detail = errors
    .map(({ field, message }) => (field === '' ? message : `${field}: ${message}`))
    .join('; ');
  return { status: 400, code: 'body_invalid', detail, more: { errors } };
}
