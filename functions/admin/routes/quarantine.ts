import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { QUARANTINE_KINDS } from '../../../shared/store/quarantine-rows.ts';
import type { QuarantineEntry } from '../../../shared/store/quarantine-rows.ts';
import { readJson } from '../../http/json.ts';
import { problem } from '../../http/problem.ts';
import { needs } from '../authorize.ts';
import { auditEntry } from '../deps.ts';
import type { AdminDeps, AdminEnv } from '../deps.ts';
import { refusal } from '../refusals.ts';
import { duplicateWire, quarantineWire } from '../sweep-wire.ts';

const ignoring = z.strictObject({ reason: z.string().trim().min(1).max(200) });

/** What Stripe says and nothing here accounts for, and what is paid for twice: to be looked at, and decided. */
export function quarantineRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  app.get('/admin/v1/quarantine', needs('events:read'), async (c) =>
    c.json({ data: (await deps.ledger.quarantined()).map(quarantineWire) }),
  );

  /** Who is behind an entry: the customers to look at in Stripe. */
  app.get('/admin/v1/quarantine/:kind/:value/customers', needs('events:read'), async (c) => {
    const { kind, value } = named(c);
    return c.json({ data: kind === undefined ? [] : await deps.ledger.quarantinedCustomers(kind, value) });
  });

  app.post('/admin/v1/quarantine/:kind/:value/ignore', needs('operate'), async (c) => {
    const read = await readJson(c, ignoring);
    if (!read.ok) return problem(c, read.problem);
    const entry = await find(c, deps);
    if (entry === undefined) return problem(c, refusal('quarantine_unknown'));
    const ignored = { at: deps.now(), by: `apikey:${c.get('apiKey').id}`, ...read.value };
    const after = quarantineWire({ ...entry, state: 'ignored', ignored });
    const act = { act: 'quarantine.ignored', subject: 'deployment', ...read.value } as const;
    const audit = auditEntry(c, deps, { ...act, before: quarantineWire(entry), after });
    const done = await deps.ledger.ignore(entry, ignored, audit);
    return done ? c.json(after) : problem(c, refusal('quarantine_ignored_already'));
  });

  /** Has every customer behind it asked anew; the sweep does it, a page at a time. */
  app.post('/admin/v1/quarantine/:kind/:value/replay', needs('operate'), async (c) => {
    const entry = await find(c, deps);
    if (entry === undefined) return problem(c, refusal('quarantine_unknown'));
    const at = deps.now();
    const after = quarantineWire({
      ...{ ...entry, ignored: undefined },
      ...{ state: 'replaying', replay: { at, after: '' } },
    });
    const act = { act: 'quarantine.replayed', subject: 'deployment' } as const;
    const audit = auditEntry(c, deps, { ...act, before: quarantineWire(entry), after });
    const begun = await deps.ledger.beginReplay(entry, at, audit);
    return begun ? c.json(after, 202) : problem(c, refusal('quarantine_replaying'));
  });

  /** Those that stand first, then the resolved ones; the newest of each first. */
  app.get('/admin/v1/duplicates', needs('events:read'), async (c) => {
    const duplicates = await deps.ledger.duplicates();
    const ordered = duplicates.toSorted(
      (one, other) =>
        Number(one.resolvedAt !== undefined) - Number(other.resolvedAt !== undefined) ||
        other.firstSeenAt - one.firstSeenAt,
    );
    return c.json({ data: ordered.map(duplicateWire) });
  });
}

function named(c: Context<AdminEnv>) {
  const kind = QUARANTINE_KINDS.find((one) => one === c.req.param('kind'));
  return { kind, value: c.req.param('value') ?? '' };
}

async function find(c: Context<AdminEnv>, deps: AdminDeps): Promise<QuarantineEntry | undefined> {
  const { kind, value } = named(c);
  return kind && (await deps.ledger.quarantineEntry(kind, value));
}
