import * as z from 'zod';
import { parseForm } from '../../api/form.ts';
import { invalidRequest, StripeRefusal } from '../../api/refusal.ts';
import { message } from '../../pages/layout.ts';
import type { Context, Hono } from 'hono';

/** Where the control page may have a form lead back to. */
const BACK = /^\/(\?customer=\w+)?(#[\w-]+)?$/;

/** An act of a hand over HTTP: it takes JSON from programs, and the forms of the control page. */
export type ActRoute = <S extends z.ZodRawShape>(
  path: string,
  shape: S,
  act: (params: z.output<z.ZodObject<S>>, id: string) => unknown,
) => void;

/**
 * Programs get what the act returns as JSON; a form leads back to the page that it was on.
 *
 * @param changed called after every act, to send its events on their way
 */
export function createActRoute(app: Hono, changed: () => void): ActRoute {
  return (path, shape, act) => {
    const schema = z.strictObject(shape);
    app.post(`/_double${path}`, async (context) => {
      const form = isForm(context);
      const { back, ...raw } = form ? filledIn(await context.req.text()) : fromJson(await context.req.text());
      try {
        const result = schema.safeParse(raw);
        if (!result.success) throw invalidRequest(z.prettifyError(result.error));
        const done = (await act(result.data, context.req.param('id') ?? '')) ?? { done: true };
        changed();
        if (done instanceof StripeRefusal) throw done;
        if (!form) return context.json(done);
      } catch (error) {
        if (!form || !(error instanceof StripeRefusal)) throw error;
        const link = { href: backTo(back), text: 'Back' };
        return context.html(message('That was refused', error.message, link), error.status);
      }
      return context.redirect(backTo(back), 303);
    });
  };
}

function backTo(back: unknown): string {
  return typeof back === 'string' && BACK.test(back) ? back : '/';
}

/** A field that was left empty is one that was not sent. */
function filledIn(encoded: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parseForm(encoded) ?? {}).filter(([, value]) => value !== ''));
}

/** @throws {StripeRefusal} where it is no JSON object */
function fromJson(body: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = body === '' ? {} : JSON.parse(body);
  } catch {
    throw invalidRequest('The body is not JSON.');
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  throw invalidRequest('The body is not a JSON object.');
}

function isForm(context: Context): boolean {
  return context.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
}
