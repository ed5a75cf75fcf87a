import { createRoute, z } from '@hono/zod-openapi';
import { QUARANTINE_KINDS } from '../../../shared/store/quarantine-rows.ts';
import type { QuarantineEntry } from '../../../shared/store/quarantine-rows.ts';
import { auditEntry } from '../deps.ts';
import type { AdminApp, AdminDeps } from '../deps.ts';
import { answer, asks, asksInJson, body, refuse, refuses } from '../operation.ts';
import { refusal } from '../refusals.ts';
import { reasoned } from '../schemas/common.ts';
import {
  customersSchema,
  duplicateListSchema,
  quarantineEntrySchema,
  quarantineListSchema,
} from '../schemas/decisions.ts';
import { duplicateWire, quarantineWire } from '../sweep-wire.ts';

const tags = ['Quarantine'];
const entryParameters = z.object({
  kind: z.string().openapi({ param: { name: 'kind', in: 'path' }, enum: [...QUARANTINE_KINDS] }),
  value: z.string().openapi({ param: { name: 'value', in: 'path' } }),
});

const list = createRoute({
  method: 'get',
  path: '/admin/v1/quarantine',
  operationId: 'listQuarantine',
  tags,
  summary: 'What nothing here accounts for, by kind, and what became of it',
  ...asks('events:read'),
  responses: { 200: answer(quarantineListSchema, 'The entries.'), ...refuses() },
});

const customers = createRoute({
  method: 'get',
  path: '/admin/v1/quarantine/{kind}/{value}/customers',
  operationId: 'listQuarantinedCustomers',
  tags,
  summary: 'Who is behind an entry: the customers to look at in Stripe',
  ...asks('events:read'),
  request: { params: entryParameters },
  responses: { 200: answer(customersSchema, 'Their ids at Stripe.'), ...refuses() },
});

const ignore = createRoute({
  method: 'post',
  path: '/admin/v1/quarantine/{kind}/{value}/ignore',
  operationId: 'ignoreQuarantined',
  tags,
  summary: 'Count an entry no more, and sound no alarm for it',
  ...asksInJson('operate'),
  request: { params: entryParameters, body: body(reasoned) },
  responses: {
    200: answer(quarantineEntrySchema, 'The entry, ignored.'),
    ...refuses('quarantine_unknown', 'quarantine_ignored_already'),
  },
});

const replay = createRoute({
  method: 'post',
  path: '/admin/v1/quarantine/{kind}/{value}/replay',
  operationId: 'replayQuarantined',
  tags,
  summary: 'Have every customer behind an entry asked anew, by the next sweeps',
  ...asks('operate'),
  request: { params: entryParameters },
  responses: {
    202: answer(quarantineEntrySchema, 'The entry, which is being replayed.'),
    ...refuses('quarantine_unknown', 'quarantine_replaying'),
  },
});

const duplicates = createRoute({
  method: 'get',
  path: '/admin/v1/duplicates',
  operationId: 'listDuplicates',
  tags,
  summary: 'Plans that a member pays for twice: those that stand first, then the newest',
  ...asks('events:read'),
  responses: { 200: answer(duplicateListSchema, 'The duplicates.'), ...refuses() },
});

/** What Stripe says and nothing here accounts for, and what is paid for twice: to be looked at, and decided. */
export function quarantineRoutes(app: AdminApp, deps: AdminDeps): void {
  app.openapi(list, async (c) =>
    c.json({ data: (await deps.ledger.quarantined()).map(quarantineWire) }, 200),
  );

  app.openapi(customers, async (c) => {
    const { kind, value } = named(c.req.valid('param'));
    const data = kind === undefined ? [] : await deps.ledger.quarantinedCustomers(kind, value);
    return c.json({ data }, 200);
  });

  app.openapi(ignore, async (c) => {
    const { reason } = c.req.valid('json');
    const entry = await find(deps, c.req.valid('param'));
    if (entry === undefined) return refuse(c, refusal('quarantine_unknown'));
    const ignored = { at: deps.now(), by: `apikey:${c.get('apiKey').id}`, reason };
    const after = quarantineWire({ ...entry, state: 'ignored', ignored });
    const act = { act: 'quarantine.ignored', subject: 'deployment', reason } as const;
    const audit = auditEntry(c, deps, { ...act, before: quarantineWire(entry), after });
    const done = await deps.ledger.ignore(entry, ignored, audit);
    return done ? c.json(after, 200) : refuse(c, refusal('quarantine_ignored_already'));
  });

  app.openapi(replay, async (c) => {
    const entry = await find(deps, c.req.valid('param'));
    if (entry === undefined) return refuse(c, refusal('quarantine_unknown'));
    const at = deps.now();
    const after = quarantineWire({
      ...{ ...entry, ignored: undefined },
      ...{ state: 'replaying', replay: { at, after: '' } },
    });
    const act = { act: 'quarantine.replayed', subject: 'deployment' } as const;
    const audit = auditEntry(c, deps, { ...act, before: quarantineWire(entry), after });
    const begun = await deps.ledger.beginReplay(entry, at, audit);
    return begun ? c.json(after, 202) : refuse(c, refusal('quarantine_replaying'));
  });

  app.openapi(duplicates, async (c) => {
    const found = await deps.ledger.duplicates();
    const ordered = found.toSorted(
      (one, other) =>
        Number(one.resolvedAt !== undefined) - Number(other.resolvedAt !== undefined) ||
        other.firstSeenAt - one.firstSeenAt,
    );
    return c.json({ data: ordered.map(duplicateWire) }, 200);
  });
}

type Named = z.infer<typeof entryParameters>;

function named({ kind, value }: Named) {
  return { kind: QUARANTINE_KINDS.find((one) => one === kind), value };
}

async function find(deps: AdminDeps, parameters: Named): Promise<QuarantineEntry | undefined> {
  const { kind, value } = named(parameters);
  return kind && (await deps.ledger.quarantineEntry(kind, value));
}
