import type { Table } from '../shared/store/tables.ts';

export const FUNCTIONS = ['webhook', 'sync', 'access', 'admin', 'mail', 'sweep', 'rotate'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

export const QUEUES = ['sync', 'mail'] as const;
export type QueueName = (typeof QUEUES)[number];

/** Parameters that the operator puts into the Parameter Store, below `/gatefold/<stage>/`. */
export type SecretName = 'stripe-key' | 'stripe-webhook-secret' | 'session-secret';

/** A transaction needs the rights of the writes it is made of, and none of its own. */
type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

export interface Rights {
  readonly tables?: Readonly<Partial<Record<Table, readonly TableAction[]>>>;
  /** Puts revocations into `sessions`, and by this right nothing else. */
  readonly revokes?: true;
  readonly secrets?: readonly SecretName[];
  readonly sendsTo?: readonly QueueName[];
  /** On the key that the private halves of signing keys are encrypted under. */
  readonly signingKey?: 'encrypt' | 'decrypt';
  readonly sendsMail?: true;
}

/**
 * All that each function may do, beside writing its own log and taking messages from the queue that feeds it. Nobody
 * may delete a member or a line of the ledger, nobody scans, and only `rotate` makes or removes signing keys.
 */
export const RIGHTS: Readonly<Record<FunctionName, Rights>> = {
  webhook: {
    secrets: ['stripe-webhook-secret'],
    sendsTo: ['sync'],
  },
  sync: {
    tables: {
      members: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
      // The Checkout that a member has open for a plan is closed once they have it.
      sessions: ['GetItem'],
      ledger: ['PutItem', 'UpdateItem'],
    },
    // Of whoever loses what was paid for.
    revokes: true,
    secrets: ['stripe-key'],
    sendsTo: ['sync'],
  },
  access: {
    tables: {
      members: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
      sessions: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
      // The return from Checkout syncs at once, and a sync may quarantine what it finds.
      ledger: ['PutItem', 'UpdateItem'],
      keys: ['Query'],
    },
    secrets: ['stripe-key', 'session-secret'],
    sendsTo: ['sync', 'mail'],
    signingKey: 'decrypt',
  },
  admin: {
    tables: {
      members: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
      // What waits for a decision is decided.
      ledger: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
      apikeys: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    },
    revokes: true,
  },
  mail: {
    sendsMail: true,
  },
  sweep: {
    tables: {
      members: ['BatchGetItem'],
      ledger: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    },
    secrets: ['stripe-key'],
    sendsTo: ['sync'],
  },
  rotate: {
    tables: { keys: ['Query', 'PutItem', 'DeleteItem'] },
    signingKey: 'encrypt',
  },
};
