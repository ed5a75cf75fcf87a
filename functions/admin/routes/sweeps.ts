import { createRoute } from '@hono/zod-openapi';
import { auditEntry } from '../deps.ts';
import type { AdminApp, AdminDeps } from '../deps.ts';
import { answer, asks, asksInJson, body, refuse, refuses } from '../operation.ts';
import { refusal } from '../refusals.ts';
import { reasoned } from '../schemas/common.ts';
import { newAccount, nightSchema, standingSchema, sweepsSchema } from '../schemas/decisions.ts';
import { eventsSweepWire, nightWire, standingWire } from '../sweep-wire.ts';

const NIGHTS_SHOWN = 30;
const tags = ['Sweeps'];

const show = createRoute({
  method: 'get',
  path: '/admin/v1/sweeps',
  operationId: 'showSweeps',
  tags,
  summary: 'How the search for what was missed stands, and what each night found',
  ...asks('events:read'),
  responses: { 200: answer(sweepsSchema, 'The sweeps.'), ...refuses() },
});

const accept = createRoute({
  method: 'post',
  path: '/admin/v1/sweeps/account',
  operationId: 'acceptAccount',
  tags,
  summary: 'Read this Stripe account from now on, not the one that the first sweep saw',
  ...asksInJson('operate'),
  request: { body: body(newAccount) },
  responses: { 202: answer(standingSchema, 'Where the sweep stands.'), ...refuses('sweep_account_same') },
});

const release = createRoute({
  method: 'post',
  path: '/admin/v1/sweeps/nightly/release',
  operationId: 'releaseNight',
  tags,
  summary: 'Ask those anew after all who would lose access by the newest night, which is halted',
  ...asksInJson('operate'),
  request: { body: body(reasoned) },
  responses: { 202: answer(nightSchema, 'The night.'), ...refuses('sweep_not_halted') },
});

/** How the search for what was missed stands, and what it found. */
export function sweepRoutes(app: AdminApp, deps: AdminDeps): void {
  app.openapi(show, async (c) => {
    const [standing, events, nights] = await Promise.all([
      deps.sweeps.standing(),
      deps.sweeps.events(),
      deps.sweeps.nights(NIGHTS_SHOWN),
    ]);
    const shown = {
      stripe: standingWire(standing),
      hourly: eventsSweepWire(events),
      nightly: nights.map(nightWire),
    };
    return c.json(shown, 200);
  });

  /** Where the first sweep was made with a key of the wrong account, or the publication has moved to another. */
  app.openapi(accept, async (c) => {
    const { account, reason } = c.req.valid('json');
    const before = await deps.sweeps.standing();
    const after = standingWire({ ...before, account });
    const act = { act: 'sweep.account_accepted', subject: 'deployment', reason } as const;
    const audit = auditEntry(c, deps, { ...act, before: standingWire(before), after });
    const accepted = await deps.sweeps.acceptAccount(account, audit);
    return accepted ? c.json(after, 202) : refuse(c, refusal('sweep_account_same'));
  });

  /** Of the newest night: an older one has been compared anew since. */
  app.openapi(release, async (c) => {
    const { reason } = c.req.valid('json');
    const [night] = await deps.sweeps.nights(1);
    if (night === undefined) return refuse(c, refusal('sweep_not_halted'));
    const released = { at: deps.now(), by: `apikey:${c.get('apiKey').id}`, reason };
    const after = nightWire({ ...night, status: 'asking', release: released });
    const act = { act: 'sweep.released', subject: 'deployment', reason } as const;
    const audit = auditEntry(c, deps, { ...act, before: nightWire(night), after });
    const done = await deps.sweeps.release(night, released, audit);
    return done ? c.json(after, 202) : refuse(c, refusal('sweep_not_halted'));
  });
}
