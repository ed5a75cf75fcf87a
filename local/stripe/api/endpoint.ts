import * as z from 'zod';
import { expandAll } from './expand.ts';
import { parseForm } from './form.ts';
import { expansion, readParams } from './params.ts';
import { asForm } from './perform.ts';
import { invalidRequest, StripeRefusal } from './refusal.ts';
import type { World } from '../world.ts';
import type { Perform } from './perform.ts';
import type { IdempotencyStore, StoredAnswer } from './idempotency.ts';
import type { Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export interface Call {
  readonly world: World;
  /** The `:id` of the path, else ''. */
  readonly id: string;
}

/**
 * One call of the API. It answers with an object of the SDK's types, or with a refusal: one that is returned
 * lets its changes stand, one that is thrown undoes them.
 */
type Handler<P> = (params: P, call: Call) => object;

export interface Api {
  get<S extends z.ZodRawShape>(path: string, shape: S, handler: Handler<z.output<z.ZodObject<S>>>): void;
  post<S extends z.ZodRawShape>(path: string, shape: S, handler: Handler<z.output<z.ZodObject<S>>>): void;
  delete<S extends z.ZodRawShape>(path: string, shape: S, handler: Handler<z.output<z.ZodObject<S>>>): void;
  readonly perform: Perform;
}

interface ApiOptions {
  readonly app: Hono;
  readonly world: World;
  readonly idempotency: IdempotencyStore;
  /** Called after every call; even a look may expire what is past its time. */
  readonly changed: () => void;
}

export function createApi({ app, world, idempotency, changed }: ApiOptions): Api {
  async function answer<S extends z.ZodRawShape>(
    context: Context,
    schema: z.ZodObject<S>,
    handler: Handler<z.output<z.ZodObject<S>>>,
  ): Promise<Response> {
    const requestId = context.res.headers.get('request-id') ?? '';
    const { method } = context.req;
    const form = method === 'POST' ? await context.req.text() : new URL(context.req.url).search.slice(1);
    const key = method === 'POST' ? context.req.header('idempotency-key') : undefined;
    const call =
      key === undefined ? undefined : { key, method, path: context.req.path, form, now: world.now() };
    const callWorld: World = { ...world, request: { id: requestId, idempotencyKey: key ?? null } };

    const run = (): StoredAnswer => {
      const stored = call && idempotency.recall(call);
      if (stored !== undefined) {
        context.header('Idempotent-Replayed', 'true');
        return stored;
      }
      const { expand, ...rest } = readForm(form);
      const paths = readParams(expansion, { expand }).expand ?? [];
      const result = handler(readParams(schema, rest), {
        world: callWorld,
        id: context.req.param('id') ?? '',
      });
      const fresh = toAnswer(result, (body) => expandAll(callWorld, body, paths));
      if (call !== undefined) idempotency.remember(call, fresh);
      return fresh;
    };

    const { status, body } = method === 'GET' ? run() : world.transaction(run);
    if (key !== undefined) context.header('Idempotency-Key', key);
    changed();
    return context.body(body, status as ContentfulStatusCode, { 'content-type': 'application/json' });
  }

  const performers = new Map<string, (id: string, params: unknown) => object>();
  function add<S extends z.ZodRawShape>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    shape: S,
    handler: Handler<z.output<z.ZodObject<S>>>,
  ): void {
    const schema = z.strictObject(shape);
    app.on(method, path, (context) => answer(context, schema, handler));
    performers.set(`${method} ${path}`, (id, params) => handler(readParams(schema, params), { world, id }));
  }

  return {
    get: (path, shape, handler) => {
      add('GET', path, shape, handler);
    },
    post: (path, shape, handler) => {
      add('POST', path, shape, handler);
    },
    delete: (path, shape, handler) => {
      add('DELETE', path, shape, handler);
    },
    perform: (endpoint, id, params = {}) => {
      const performer = performers.get(endpoint);
      if (performer === undefined) throw new Error(`The double has no ${endpoint}.`);
      return world.transaction(() => performer(id, asForm(params)));
    },
  };
}

function readForm(form: string): Record<string, unknown> {
  const parsed = parseForm(form);
  if (parsed === undefined) throw invalidRequest('The form of the request could not be read.');
  return parsed;
}

function toAnswer(result: object, expand: (body: object) => object): StoredAnswer {
  return result instanceof StripeRefusal
    ? { status: result.status, body: JSON.stringify({ error: result.body }) }
    : { status: 200, body: JSON.stringify(expand(result)) };
}
