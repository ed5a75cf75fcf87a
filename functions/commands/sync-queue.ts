import type { SQSClient } from '@aws-sdk/client-sqs';
import { createSqsBatchQueue, findSqsQueue } from '../../shared/aws/batch-queue.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { CommandRefused } from './refusal.ts';
import type { SyncTarget } from './stripe-import.ts';

/**
 * The queue of a deployment's sync, as infra/ names it.
 *
 * @throws {CommandRefused}
 */
export async function openSyncQueue(client: SQSClient, stage: string): Promise<SyncTarget> {
  const name = `gatefold-${stage}-sync`;
  const url = await findSqsQueue(client, name).catch((error: unknown) => {
    throw new CommandRefused('queue_refused', `AWS did not say where ${name} is: ${String(error)}`);
  });
  if (url === undefined) {
    throw new CommandRefused('queue_missing', `There is no queue ${name} in this account and region.`);
  }
  return {
    ...createSqsBatchQueue<SyncMessage>(client, url),
    close: () => {
      client.destroy();
    },
  };
}
