import * as z from 'zod';
import { invalidRequest } from '../../api/refusal.ts';
import { whole } from './fields.ts';
import type { EpochSeconds } from '../../stamp.ts';
import type { Control } from '../control.ts';
import type { Hono } from 'hono';
import type { ActRoute } from './http.ts';

/** A moment in UTC as a browser's form writes it, such as `2030-01-31T12:00`. */
const formMoment = z.iso.datetime({ local: true, precision: -1 });
const dunningEnd = z.enum(['cancel', 'unpaid', 'past_due']);
const days = z.union([
  z.array(whole.min(1).max(60)),
  z
    .string()
    .regex(/^\d+([,\s]+\d+)*$/)
    .transform((text) => text.split(/[,\s]+/).map(Number)),
]);

/** @param now epoch seconds by the double's clock */
export function timeRoutes(app: Hono, act: ActRoute, control: Control, now: () => EpochSeconds): void {
  const shown = () => ({ now: now(), nextDue: control.nextDue() ?? null });
  const advanceTo = (at: EpochSeconds) => {
    if (at < now()) throw invalidRequest('Time goes forward only.', { param: 'to' });
    control.advance(at - now());
    return shown();
  };

  app.get('/_double/clock', (context) => context.json(shown()));
  act('/clock/advance', { seconds: whole.min(0) }, ({ seconds }) => {
    control.advance(seconds);
    return shown();
  });
  act('/clock/advance-to', { to: z.union([whole, formMoment]) }, ({ to }) =>
    advanceTo(typeof to === 'number' ? to : Date.parse(`${to}Z`) / 1000),
  );
  act('/clock/next', {}, () => {
    const next = control.nextDue();
    if (next === undefined) throw invalidRequest('Nothing will ever fall due.');
    return advanceTo(Math.max(next, now()));
  });
  act('/clock/catch-up', {}, () => ({ ...shown(), done: control.catchUp() }));
  act('/dunning', { retryAfterDays: days.default([]), end: dunningEnd }, (dunning) => {
    control.setDunning(dunning);
    return dunning;
  });
}
