import * as z from 'zod';
import { text } from '../../api/params.ts';
import { ids, share, whole, words } from './fields.ts';
import type { Control } from '../control.ts';
import type { Hono } from 'hono';
import type { ActRoute } from './http.ts';

const order = z.union([
  z.enum(['made', 'reversed']),
  z.strictObject({ shuffledBy: whole }),
  z.literal('shuffled').transform(() => ({ shuffledBy: Date.now() })),
]);

/** Events, and the webhooks that tell of them. */
export function deliveryRoutes(app: Hono, act: ActRoute, control: Control): void {
  act('/events', { type: text, object: z.record(z.string(), z.unknown()) }, ({ type, object }) =>
    control.emit(type, object),
  );
  app.post('/_double/events/raw', async (context) =>
    context.json({ answers: await control.emitRaw(new Uint8Array(await context.req.arrayBuffer())) }),
  );
  act('/events/lag', { seconds: whole.min(0) }, ({ seconds }) => {
    control.setEventsLag(seconds);
    return { seconds };
  });
  act(
    '/events/suppress',
    { types: words.optional(), share: share.optional(), seed: whole.optional() },
    (asked) => ({
      suppressed: control.suppress(asked),
    }),
  );
  act('/events/unsuppress', {}, () => ({ suppressed: control.suppress(null) }));
  act('/events/:id/redeliver', { times: whole.min(1).max(1000).default(1) }, ({ times }, id) => {
    control.redeliver(id, times);
    return { queued: times };
  });
  act(
    '/deliveries/conditions',
    {
      copies: whole.min(1).max(100).optional(),
      window: whole.min(0).max(1000).optional(),
      delaySeconds: whole.min(0).optional(),
      lost: share.optional(),
      seed: whole.optional(),
    },
    (conditions) => control.setConditions(conditions),
  );
  act('/deliveries/hold', {}, () => {
    control.hold();
    return { holding: true };
  });
  act('/deliveries/release', {}, () => {
    control.release();
    return { holding: false };
  });
  act('/deliveries/deliver', { events: ids }, async ({ events }) => {
    await control.deliverHeld(events);
    return { delivered: events };
  });
  act('/deliveries/deliver-all', { order: order.default('made') }, ({ order: asked }) =>
    control.deliverAll(asked),
  );
  act('/deliveries/lose', { events: ids }, ({ events }) => {
    control.lose(events);
    return { lost: events };
  });
  app.get('/_double/settled', async (context) => {
    await control.settled();
    return context.json({ settled: true });
  });
}
