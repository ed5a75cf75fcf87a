import * as z from 'zod';
import type { CustomerId, EpochMillis } from '../membership/model.ts';
import type { Row } from './database.ts';
import { withoutVersion } from './version.ts';

export const QUARANTINE_VERSION = 1;

export const QUARANTINE_KINDS = ['product', 'plan', 'pass', 'status', 'address'] as const;
export type QuarantineKind = (typeof QUARANTINE_KINDS)[number];

/** What became of an entry. One that is seen again after its replay waits again. */
export const QUARANTINE_STATES = ['waiting', 'ignored', 'replaying', 'replayed'] as const;
export type QuarantineState = (typeof QUARANTINE_STATES)[number];

/** Every customer behind an entry is asked anew, once. */
export interface Replay {
  readonly at: EpochMillis;
  /** The last customer that was asked; '' before the first. */
  readonly after: string;
  /** Absent until all were. */
  readonly doneAt?: EpochMillis;
}

/** Something that Stripe says and nothing here accounts for. */
export interface QuarantineEntry {
  readonly kind: QuarantineKind;
  /**
   * The product's id; the plan that a pass names; the payment intent of a pass whose time can not be read, or that a
   * guest paid; the status as Stripe wrote it; or the customer whose address is missing or can not be mailed.
   */
  readonly value: string;
  readonly state: QuarantineState;
  /** How many different customers have it; none has what a guest paid. */
  readonly customers: number;
  readonly firstSeenAt: EpochMillis;
  /** When the newest of these customers was first seen with it, or any of them after a replay. */
  readonly lastSeenAt: EpochMillis;
  readonly ignored?: { readonly at: EpochMillis; readonly by: string; readonly reason: string };
  readonly replay?: Replay;
}

const quarantineRow = z
  .object({
    v: z.literal(QUARANTINE_VERSION),
    kind: z.enum(QUARANTINE_KINDS),
    value: z.string(),
    customers: z.int(),
    firstSeenAt: z.int(),
    lastSeenAt: z.int(),
    ignored: z.object({ at: z.int(), by: z.string(), reason: z.string() }).optional(),
    replayAt: z.int().optional(),
    replayAfter: z.string().optional(),
    replayDoneAt: z.int().optional(),
  })
  .transform(withoutVersion);

const seenRow = z.object({ v: z.literal(QUARANTINE_VERSION), customer: z.string() });

export const ENTRIES = 'quarantine';
export const entryKey = (kind: QuarantineKind, value: string) => ({ pk: ENTRIES, sk: `${kind}#${value}` });
export const customersOf = (kind: QuarantineKind, value: string) => `quarantine#${kind}#${value}`;
export const customerKey = (customer: CustomerId) => `customer#${customer}`;

export const seenRowOf = (
  kind: QuarantineKind,
  value: string,
  customer: CustomerId,
  firstSeenAt: EpochMillis,
): Row => ({
  pk: customersOf(kind, value),
  sk: customerKey(customer),
  v: QUARANTINE_VERSION,
  customer,
  firstSeenAt,
});
export const parseSeen = (row: unknown): CustomerId => seenRow.parse(row).customer;

export function parseEntry(row: unknown): QuarantineEntry {
  const { replayAt, replayAfter = '', replayDoneAt, ignored, ...entry } = quarantineRow.parse(row);
  const replay: Replay | undefined =
    replayAt === undefined
      ? undefined
      : { at: replayAt, after: replayAfter, ...(replayDoneAt !== undefined && { doneAt: replayDoneAt }) };
  return {
    ...entry,
    state: ignored === undefined ? stateOf(entry.lastSeenAt, replay) : 'ignored',
    ...(ignored && { ignored }),
    ...(replay && { replay }),
  };
}

function stateOf(lastSeenAt: EpochMillis, replay: Replay | undefined): QuarantineState {
  if (replay === undefined) return 'waiting';
  if (replay.doneAt === undefined) return 'replaying';
  return lastSeenAt > replay.at ? 'waiting' : 'replayed';
}
