import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Deferral } from '../../shared/aws/queue.ts';
import type { CustomerId, EpochMillis } from '../../shared/membership/model.ts';
import type { LedgerStore } from '../../shared/store/ledger.ts';
import { askedAt, syncMessage } from '../../shared/stripe/events.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import type { Behind } from '../../shared/stripe/customer-behind.ts';
import type { StripeReader } from '../../shared/stripe/reader.ts';
import type { Log, LogLine } from '../http/log.ts';
import { moveReceipts } from './move-receipts.ts';
import type { MoveReceiptsDeps } from './move-receipts.ts';
import { setAside } from './set-aside.ts';
import type { Settling, SyncCustomer, SyncOutcome } from './sync-customer.ts';

/**
 * What Stripe's 429 asks for, longer each time: a postponed message counts as received, and a busy hour at Stripe must
 * not end among the dead letters. Jitter keeps the messages that were refused together apart.
 */
const SLOW_DOWN_SECONDS = 15;
const LONGEST_SLOW_DOWN_SECONDS = 900;

export interface ConsumeDeps extends MoveReceiptsDeps {
  readonly syncCustomer: SyncCustomer;
  readonly stripe: Pick<StripeReader, 'customerOf'>;
  readonly ledger: LedgerStore;
  readonly queue: Deferral;
  readonly isRateLimited: (error: unknown) => boolean;
  readonly now: () => EpochMillis;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
}

/** No further customer is begun after so long: what is left comes again, rather than be cut off with the function. */
export const BATCH_MILLIS = 60_000;

/** When what a slow batch did not come to is tried again; nothing was wrong with it. */
const LEFT_SECONDS = 5;

type LogFields = Pick<LogLine, 'eventId' | 'requestId' | 'customer'>;

interface Received {
  readonly record: SQSRecord;
  readonly message: SyncMessage;
  readonly askedAt: EpochMillis;
}

/**
 * Takes a batch of the sync queue: collapses it to its customers, syncs each once, and says which messages are to
 * come again (`ReportBatchItemFailures`). A message that can not be read comes again too, until the dead-letter queue has it.
 */
export function createSyncConsumer(deps: ConsumeDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const startedAt = deps.now();
    const failures: SQSBatchItemFailure[] = [];
    const fail = async (record: SQSRecord, error: unknown, told: LogFields = {}) => {
      failures.push({ itemIdentifier: record.messageId });
      if (!deps.isRateLimited(error)) {
        deps.log({ level: 'error', event: 'sync_failed', ...told, count: receiveCount(record), error });
        return;
      }
      const longest = Math.min(SLOW_DOWN_SECONDS * 2 ** receiveCount(record), LONGEST_SLOW_DOWN_SECONDS);
      await postpone(record, Math.ceil(longest * (0.5 + deps.random() / 2)));
    };
    const postpone = (record: SQSRecord, seconds: number) =>
      deps.queue.postpone(record.receiptHandle, seconds).catch((error: unknown) => {
        deps.log({ level: 'warn', event: 'sync_not_postponed', error });
      });
    const left: SQSRecord[] = [];

    const byCustomer = new Map<CustomerId, Received[]>();
    const isLate = () => deps.now() - startedAt >= BATCH_MILLIS;
    for (const record of Records) {
      if (isLate()) {
        left.push(record);
        continue;
      }
      let told: LogFields | undefined;
      try {
        const received = read(record);
        told = tellingOf(received.message);
        const { customer, guestPass } = await behind(deps, received.message);
        if (customer === undefined)
          await recordInLedger(deps, [received], null, await noted(deps, guestPass));
        else byCustomer.set(customer, [...(byCustomer.get(customer) ?? []), received]);
      } catch (error) {
        await fail(record, error, told);
      }
    }
    for (const [customer, received] of byCustomer) {
      if (isLate()) {
        left.push(...received.map(({ record }) => record));
        continue;
      }
      try {
        const lastAskedAt = Math.max(...received.map((one) => one.askedAt));
        const outcome = await deps.syncCustomer(customer, lastAskedAt, settlingOf(received));
        await recordInLedger(deps, received, customer, outcome);
        for (const { message } of received) if (message.kind === 'address') await moveReceipts(deps, message);
      } catch (error) {
        for (const { record, message } of received)
          await fail(record, error, { ...tellingOf(message), customer });
      }
    }
    if (left.length > 0) deps.log({ level: 'warn', event: 'sync_batch_slow', count: left.length });
    await Promise.all(left.map((record) => postpone(record, LEFT_SECONDS)));
    failures.push(...left.map(({ messageId }) => ({ itemIdentifier: messageId })));
    return { batchItemFailures: failures };
  };
}

function read(record: SQSRecord): Received {
  const message = syncMessage.parse(JSON.parse(record.body));
  return { record, message, askedAt: askedAt(message, Number(record.attributes.SentTimestamp)) };
}

async function behind(deps: ConsumeDeps, message: SyncMessage): Promise<Behind> {
  if (message.kind !== 'event' || message.customer !== undefined) return { customer: message.customer };
  return message.object === undefined ? {} : deps.stripe.customerOf(message.object);
}

/** The pass that a guest paid waits for an admin: nobody can be found by it who could sign in. */
async function noted(deps: ConsumeDeps, guestPass: string | undefined): Promise<Pick<SyncOutcome, 'kind'>> {
  if (guestPass === undefined) return { kind: 'no_customer' };
  await setAside(deps, 'pass', guestPass, undefined, deps.now());
  return { kind: 'quarantined' };
}

function settlingOf(received: readonly Received[]): Settling | undefined {
  const settles = received.flatMap(({ message }) => (message.kind === 'settle' ? [message] : []));
  if (settles.length === 0) return undefined;
  return { plans: settles.flatMap(({ plan }) => plan ?? []) };
}

async function recordInLedger(
  deps: ConsumeDeps,
  received: readonly Received[],
  customer: CustomerId | null,
  { kind: outcome }: Pick<SyncOutcome, 'kind'>,
): Promise<void> {
  const events = new Map(
    received.flatMap(({ message }) =>
      message.kind === 'event' ? [[message.eventId, message] as const] : [],
    ),
  );
  await Promise.all(
    [...events.values()].map(async (message) => {
      const { eventId, type, created, requestId } = message;
      const recordedAt = deps.now();
      await deps.ledger.record({ eventId, type, created, customer, outcome, recordedAt, requestId });
      deps.log({
        level: 'info',
        event: 'synced',
        ...tellingOf(message),
        outcome,
        ...(customer !== null && { customer }),
        lagMillis: Math.max(0, recordedAt - created * 1000),
      });
    }),
  );
}

/** By which the lines of one event are found, from the webhook's to its last. */
function tellingOf(message: SyncMessage): LogFields {
  if (message.kind !== 'event') return {};
  const { eventId, requestId } = message;
  return { eventId, ...(requestId !== undefined && { requestId }) };
}

function receiveCount(record: SQSRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}
