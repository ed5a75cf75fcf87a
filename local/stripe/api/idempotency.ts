import { createHash } from 'node:crypto';
import type { Database } from '../store/database.ts';
import type { EpochSeconds } from '../stamp.ts';
import { StripeRefusal } from './refusal.ts';

/** Stripe forgets a key after 24 hours: https://docs.stripe.com/api/idempotent_requests */
const LIFE_SECONDS = 24 * 3_600;

export interface StoredAnswer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

interface Call {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  /** The form as it was sent. */
  readonly form: string;
  readonly now: EpochSeconds;
}

export interface IdempotencyStore {
  /** @throws {StripeRefusal} idempotency_error where the key was used for something else */
  recall(call: Call): StoredAnswer | undefined;
  remember(call: Call, answer: StoredAnswer): void;
}

export function createIdempotencyStore({ sql }: Database): IdempotencyStore {
  const select = sql.prepare('SELECT * FROM idempotency WHERE key = ? AND stored_at > ?');
  const upsert = sql.prepare('INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?)');
  return {
    recall(call) {
      const row = select.get(call.key, call.now - LIFE_SECONDS);
      if (row === undefined) return undefined;
      if (row.fingerprint !== fingerprint(call)) {
        throw new StripeRefusal(400, {
          type: 'idempotency_error',
          message:
            `Keys for idempotent requests can only be used with the same parameters they were first used with. ` +
            `Try using a key other than '${call.key}' if you meant to execute a different request.`,
        });
      }
      return { status: Number(row.status), body: String(row.body) };
    },
    remember(call, { status, body }) {
      upsert.run(call.key, fingerprint(call), status, body, call.now);
    },
  };
}

/** Parameters in another order are the same parameters. */
function fingerprint({ method, path, form }: Call): string {
  const sorted = [...new URLSearchParams(form)].map((pair) => JSON.stringify(pair)).sort();
  return createHash('sha256')
    .update([method, path, ...sorted].join('\n'))
    .digest('hex');
}
