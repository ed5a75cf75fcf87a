import {
  ChangeMessageVisibilityCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** A standard queue: at least once, in any order. */
export interface Queue<Message> {
  /** @param options.delaySeconds 0 to 900 */
  send(message: Message, options?: { readonly delaySeconds?: number }): Promise<void>;
}

/** What a consumer may do with a message that it has received. */
export interface Deferral {
  /** Shows the message again only after so long; 0 to 43,200. */
  postpone(receiptHandle: string, seconds: number): Promise<void>;
}

/** Takes many messages at once. */
export interface BatchQueue<Message> {
  /** @throws where one was not taken; others of the batch may have been */
  sendBatch(messages: readonly Message[]): Promise<void>;
}

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

export function createSqsQueue<Message>(
  client: SQSClient,
  url: string,
): Queue<Message> & BatchQueue<Message> & Deferral {
  return {
    async sendBatch(messages) {
      for (let at = 0; at < messages.length; at += BATCH_LIMIT) {
        await sendTogether(client, url, messages.slice(at, at + BATCH_LIMIT));
      }
    },

    async send(message, { delaySeconds } = {}) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody: JSON.stringify(message),
          ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
        }),
      );
    },

    async postpone(receiptHandle, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
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
