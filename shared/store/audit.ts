import * as z from 'zod';
import type { EpochMillis, MemberId } from '../membership/model.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Database, Write } from './database.ts';
import { withoutVersion } from './version.ts';

const VERSION = 1;

/** What an act was done to: a member, or the deployment as a whole. */
export type AuditSubject = MemberId | 'deployment';

const ACTS = [
  'grant.created',
  'grant.revoked',
  'member.signed_out',
  'member.address_changed',
  'apikey.created',
  'apikey.revoked',
  'member.revoked',
  'tokens.revoked',
  'keys.replaced',
  'quarantine.ignored',
  'quarantine.replayed',
  'sweep.released',
  'sweep.account_accepted',
] as const;

/** How somebody asked for it: the API itself, the command line, the console, or nobody at all. */
export const CHANNELS = ['api', 'command', 'page', 'service'] as const;

/** One act, kept for good: who, what, before, after, why, and from where. */
export interface AuditEntry {
  readonly id: `aud_${string}`;
  readonly subject: AuditSubject;
  readonly at: EpochMillis;
  /** `apikey:<key id>`, `member:<member id>`, `operator:<name>`, `stripe`, `gatefold`. */
  readonly actor: string;
  readonly act: (typeof ACTS)[number];
  readonly before?: object;
  readonly after?: object;
  readonly reason?: string;
  readonly channel: (typeof CHANNELS)[number];
  readonly ip?: string;
  readonly requestId?: string;
}

const auditRow = z
  .object({
    v: z.literal(VERSION),
    id: z.templateLiteral(['aud_', z.string()]),
    subject: z.union([z.literal('deployment'), z.templateLiteral(['mem_', z.string()])]),
    at: z.int(),
    actor: z.string(),
    act: z.enum(ACTS),
    before: z.record(z.string(), z.unknown()).optional(),
    after: z.record(z.string(), z.unknown()).optional(),
    reason: z.string().optional(),
    channel: z.enum(CHANNELS),
    ip: z.string().optional(),
    requestId: z.string().optional(),
  })
  .transform(withoutVersion);

const partition = (subject: AuditSubject) => `audit#${subject}`;

/** Audit rows are only ever added. */
export function auditWrite(entry: AuditEntry): Write {
  const { id, subject, at, actor, act, before, after, reason, channel, ip, requestId } = entry;
  return {
    put: {
      pk: partition(subject),
      sk: `${new Date(at).toISOString()}#${id}`,
      v: VERSION,
      ...{ id, subject, at, actor, act, before, after, reason, channel, ip, requestId },
    },
    table: 'ledger',
    condition: NOT_THERE_YET,
  };
}

export type AuditStore = ReturnType<typeof createAuditStore>;

export function createAuditStore(database: Database) {
  return {
    /** Newest first. */
    async list(subject: AuditSubject, limit: number): Promise<AuditEntry[]> {
      const rows = await database.query('ledger', partition(subject), { newestFirst: true, limit });
      return rows.map((row) => auditRow.parse(row));
    },
  };
}
