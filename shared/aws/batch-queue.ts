import { GetQueueUrlCommand, QueueDoesNotExist, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { BatchQueue } from './queue.ts';

/** docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const BATCH_LIMIT = 10;
/** Of what SQS refuses of a batch by a fault of its own. */
const BATCH_TRIES = 4;

/** @returns `undefined` where there is no such queue in the client's account and region */
export async function findSqsQueue(client: SQSClient, name: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw error;
  }
}

export function createSqsBatchQueue<Message>(client: SQSClient, url: string): BatchQueue<Message> {
  return {
    async sendBatch(messages) {
      for (let at = 0; at < messages.length; at += BATCH_LIMIT) {
        await sendTogether(client, url, messages.slice(at, at + BATCH_LIMIT));
      }
    },
  };
}

/** Up to ten. Those that SQS does not take are sent again. */
async function sendTogether(client: SQSClient, url: string, messages: readonly unknown[]): Promise<void> {
  let entries = messages.map((message, index) => ({
    Id: String(index),
    MessageBody: JSON.stringify(message),
  }));
  for (let tries = 1; entries.length > 0; tries += 1) {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }),
    );
    const fatal = Failed.find(({ SenderFault }) => SenderFault === true || tries === BATCH_TRIES);
    if (fatal !== undefined) throw new Error(`SQS did not take a message: ${fatal.Code ?? 'no code'}.`);
    entries = entries.filter(({ Id }) => Failed.some((failed) => failed.Id === Id));
  }
}
