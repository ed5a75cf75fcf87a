import { StripeRefusal } from '../../api/refusal.ts';
import { message } from '../layout.ts';
import { notFound } from './frame.ts';
import { afterTask, visitOf } from './visit.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type { Visit } from './visit.ts';
import type { Context, Hono } from 'hono';

type Answer = Response | undefined;

/** A page below a portal session's address; undefined is answered as not found. */
export type PortalRoute = (
  method: 'GET' | 'POST',
  path: string,
  answer: (visit: Visit, context: Context) => Answer | Promise<Answer>,
) => void;

export function createPortalRoute(app: Hono, world: World): PortalRoute {
  return (method, path, answer) => {
    app.on(method, `/p/session/:session${path}`, async (context) => {
      const visit = visitOf(world, context.req.param('session'));
      const response = visit === undefined ? undefined : await answer(visit, context);
      return response ?? context.html(notFound(), 404);
    });
  };
}

/** Does a task and leads on. What it throws or returns as refused is shown, by default on a page of its own. */
export type Task = (
  context: Context,
  visit: Visit,
  work: () => unknown,
  shown?: (problem: string) => Html,
) => Response | Promise<Response>;

/** @param changed sends new events on their way */
export function createTask(world: World, changed: () => void): Task {
  return (context, visit, work, shown) => {
    const refusal = refusalOf(() => world.transaction(work));
    changed();
    if (refusal === undefined) return context.redirect(afterTask(visit), 303);
    const link = { href: visit.home, text: 'Back' };
    const page = shown?.(refusal.message) ?? message('That was refused', refusal.message, link);
    return context.html(page, refusal.status);
  };
}

function refusalOf(work: () => unknown): StripeRefusal | undefined {
  try {
    const result = work();
    return result instanceof StripeRefusal ? result : undefined;
  } catch (error) {
    if (error instanceof StripeRefusal) return error;
    throw error;
  }
}
