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
  const refused = await checkJson(c);
  if (refused !== undefined) return { ok: false, problem: refused };
  const result = schema.safeParse(JSON.parse(await c.req.text()));
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problem: invalidBody(result.error) };
}

/** What is wrong with a body before any schema is asked; `undefined` where it is JSON and says so. */
export async function checkJson(c: HttpContext): Promise<Problem | undefined> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    return { status: 415, code: 'content_type_not_json', detail: 'Send the body as application/json.' };
  try {
    JSON.parse(await c.req.text());
    return undefined;
  } catch {
    return { status: 400, code: 'body_not_json', detail: 'The body is not JSON.' };
  }
}

/** Names every field of a body that is wrong. */
export function invalidBody(error: z.ZodError): Problem {
  return { status: 400, code: 'body_invalid', ...wrongFields(error) };
}

/** Names every parameter of a query that is wrong. */
export function invalidQuery(error: z.ZodError): Problem {
  return { status: 400, code: 'query_invalid', ...wrongFields(error) };
}

function wrongFields({ issues }: z.ZodError): Pick<Problem, 'detail' | 'more'> {
  const errors = issues.map(({ path, message }) => ({ field: path.map(String).join('.'), message }));
  const detail = errors
    .map(({ field, message }) => (field === '' ? message : `${field}: ${message}`))
    .join('; ');
  return { detail, more: { errors } };
}
