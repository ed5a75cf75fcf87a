import * as z from 'zod';
import { text } from '../../api/params.ts';
import { FAULT_KINDS } from '../faults.ts';
import { share, whole } from './fields.ts';
import type { Control } from '../control.ts';
import type { Hono } from 'hono';
import type { ActRoute } from './http.ts';

/** Calls that fail, and how many there were. */
export function wireRoutes(app: Hono, act: ActRoute, control: Control): void {
  app.get('/_double/faults', (context) => context.json({ faults: control.faults() }));
  act(
    '/faults',
    {
      kind: z.enum(FAULT_KINDS),
      method: z.enum(['GET', 'POST', 'DELETE']).optional(),
      path: text.optional(),
      times: whole.min(1).optional(),
      share: share.optional(),
      seed: whole.optional(),
      forMs: whole.min(0).max(3_600_000).optional(),
    },
    (rule) => control.fault(rule),
  );
  act('/faults/clear', { id: text.optional() }, ({ id }) => {
    control.clearFaults(id);
    return { faults: control.faults() };
  });
  act('/rate-limit', { readsPerSecond: whole.min(0).optional() }, ({ readsPerSecond }) => {
    control.setRateLimit(readsPerSecond === undefined ? null : { readsPerSecond });
    return { readsPerSecond: readsPerSecond ?? null };
  });
  app.get('/_double/calls', (context) => context.json({ calls: control.calls() }));
}
