import type { Hono } from 'hono';
import * as z from 'zod';
import { readJson } from '../../http/json.ts';
import { problem } from '../../http/problem.ts';
import { needs } from '../authorize.ts';
import { auditEntry } from '../deps.ts';
import type { AdminDeps, AdminEnv } from '../deps.ts';
import { refusal } from '../refusals.ts';
import { eventsSweepWire, nightWire, standingWire } from '../sweep-wire.ts';

const NIGHTS_SHOWN = 30;
const reason = z.string().trim().min(1).max(200);
const releasing = z.strictObject({ reason });
const accepting = z.strictObject({ account: z.string().regex(/^acct_\w{1,100}$/), reason });

/** How the search for what was missed stands, and what it found. */
export function sweepRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  app.get('/admin/v1/sweeps', needs('events:read'), async (c) => {
    const [standing, events, nights] = await Promise.all([
      deps.sweeps.standing(),
      deps.sweeps.events(),
      deps.sweeps.nights(NIGHTS_SHOWN),
    ]);
    return c.json({
      stripe: standingWire(standing),
      hourly: eventsSweepWire(events),
      nightly: nights.map(nightWire),
    });
  });

  /** Where the first sweep was made with a key of the wrong account, or the publication has moved to another. */
  app.post('/admin/v1/sweeps/account', needs('operate'), async (c) => {
    const read = await readJson(c, accepting);
    if (!read.ok) return problem(c, read.problem);
    const { account } = read.value;
    const before = await deps.sweeps.standing();
    const after = standingWire({ ...before, account });
    const act = { act: 'sweep.account_accepted', subject: 'deployment', reason: read.value.reason } as const;
    const audit = auditEntry(c, deps, { ...act, before: standingWire(before), after });
    const accepted = await deps.sweeps.acceptAccount(account, audit);
    return accepted ? c.json(after, 202) : problem(c, refusal('sweep_account_same'));
  });

  /** Of the newest night: an older one has been compared anew since. */
  app.post('/admin/v1/sweeps/nightly/release', needs('operate'), async (c) => {
    const read = await readJson(c, releasing);
    if (!read.ok) return problem(c, read.problem);
    const [night] = await deps.sweeps.nights(1);
    if (night === undefined) return problem(c, refusal('sweep_not_halted'));
    const release = { at: deps.now(), by: `apikey:${c.get('apiKey').id}`, ...read.value };
    const after = nightWire({ ...night, status: 'asking', release });
    const act = { act: 'sweep.released', subject: 'deployment', ...read.value } as const;
    const audit = auditEntry(c, deps, { ...act, before: nightWire(night), after });
    const released = await deps.sweeps.release(night, release, audit);
    return released ? c.json(after, 202) : problem(c, refusal('sweep_not_halted'));
  });
}
