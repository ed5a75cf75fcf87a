import type * as z from 'zod';
import type { MiddlewareHandler, TypedResponse } from 'hono';
import type { ClientErrorStatusCode } from 'hono/utils/http-status';
import type { Scope } from '../../shared/store/apikeys.ts';
import type { HttpContext } from '../http/env.ts';
import { checkJson } from '../http/json.ts';
import { problem } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';
import { needs } from './authorize.ts';
import type { AdminEnv } from './deps.ts';
import { ADMIN_REFUSALS } from './refusals.ts';
import type { AdminRefusal } from './refusals.ts';
import { problemSchema } from './schemas/problem.ts';

/** The parts that the descriptions of all operations have in common: createRoute puts them together. */

const readsJson: MiddlewareHandler<AdminEnv> = async (c, next) => {
  const refused = await checkJson(c);
  return refused === undefined ? next() : problem(c, refused);
};

/** Who may ask: a key that has the scope. */
export function asks(scope: Scope) {
  return { middleware: [needs(scope)], ...described(scope) };
}

/** The same, of an operation that has a body. */
export function asksInJson(scope: Scope) {
  return { middleware: [needs(scope), readsJson], ...described(scope) };
}

function described(scope: Scope) {
  return { security: [{ apiKey: [] }], 'x-scope': scope };
}

export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

export function answer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** What an operation refuses, beside what every one does: no key, a key without the scope, a body that is not as described. */
export function refuses(...codes: readonly AdminRefusal[]) {
  const lines = codes.map(
    (code) => `- ${ADMIN_REFUSALS[code].status} \`${code}\`: ${ADMIN_REFUSALS[code].detail}`,
  );
  return {
    '4XX': {
      description: ['A refusal, with a stable `code` (RFC 9457).', ...lines].join('\n'),
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  };
}

/** A refusal as the type of every operation has it. */
export function refuse(
  c: HttpContext,
  refused: Problem,
): Response & TypedResponse<z.infer<typeof problemSchema>, ClientErrorStatusCode, 'json'> {
  return problem(c, refused) as ReturnType<typeof refuse>;
}
