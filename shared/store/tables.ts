/** The tables, by what they are for. docs/storage.md lists every record in them. */
export const TABLES = ['members', 'sessions', 'ledger', 'keys', 'apikeys'] as const;
export type Table = (typeof TABLES)[number];

export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';

/** Where DynamoDB's own expiry may remove rows; it is never what ends them. */
export const TTL_ATTRIBUTE: Readonly<Partial<Record<Table, string>>> = { sessions: 'ttl' };

/** The full name of a table: `gatefold-prod` and `members` make `gatefold-prod-members`. */
export function tableName(prefix: string, table: Table): string {
  return `${prefix}-${table}`;
}

/** The one partition of `sessions` that a function may write revocations to without a right to any session. */
export const REVOCATIONS_PARTITION = 'revocations';
