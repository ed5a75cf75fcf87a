import * as z from 'zod';
import { parseForm } from '../api/form.ts';
import { text } from '../api/params.ts';
import { invalidRequest } from '../api/refusal.ts';
import type { Control } from './control.ts';
import type { Context, Hono } from 'hono';

const ids = z.array(text).max(1000);

/** The control over HTTP: JSON for programs, and the forms of the control page, which are sent back to it. */
export function controlRoutes(app: Hono, control: Control): void {
  app.post('/_double/subscriptions/:id/renew', async (context) => {
    const { outcome } = await read(context, { outcome: z.enum(['paid', 'failed']).optional() });
    const id = context.req.param('id');
    return done(context, control.renew(id, outcome === undefined ? undefined : { outcome }));
  });
  app.post('/_double/subscriptions/:id/pay', (context) =>
    done(context, control.payOpenInvoice(context.req.param('id'))),
  );
  app.post('/_double/subscriptions/:id/status', async (context) => {
    const { status } = await read(context, { status: text.max(60) });
    return done(context, control.setStatus(context.req.param('id'), status));
  });
  app.post('/_double/events', async (context) => {
    const { type, object } = await read(context, { type: text, object: z.record(z.string(), z.unknown()) });
    return done(context, control.emit(type, object));
  });
  app.post('/_double/events/:id/redeliver', async (context) => {
    const { times } = await read(context, { times: z.coerce.number().int().min(1).max(1000).default(1) });
    control.redeliver(context.req.param('id'), times);
    return done(context, { queued: times });
  });
  app.post('/_double/deliveries/hold', (context) => {
    control.hold();
    return done(context, { holding: true });
  });
  app.post('/_double/deliveries/release', (context) => {
    control.release();
    return done(context, { holding: false });
  });
  app.post('/_double/deliveries/deliver', async (context) => {
    const { events } = await read(context, { events: ids });
    await control.deliverHeld(events);
    return done(context, { delivered: events });
  });
  app.post('/_double/deliveries/lose', async (context) => {
    const { events } = await read(context, { events: ids });
    control.lose(events);
    return done(context, { lost: events });
  });
  app.get('/_double/settled', async (context) => {
    await control.settled();
    return context.json({ settled: true });
  });
}

async function read<S extends z.ZodRawShape>(context: Context, shape: S): Promise<z.output<z.ZodObject<S>>> {
  const raw: unknown = isForm(context)
    ? parseForm(await context.req.text())
    : parseJson(await context.req.text());
  const result = z.strictObject(shape).safeParse(raw);
  if (result.success) return result.data;
  throw invalidRequest(z.prettifyError(result.error));
}

/** Undefined where it cannot be read, which no shape accepts. */
function parseJson(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    return undefined;
  }
}

function done(context: Context, result: object): Response {
  return isForm(context) ? context.redirect('/', 303) : context.json(result);
}

function isForm(context: Context): boolean {
  return context.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
}
