import { ChangeMessageVisibilityCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
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

export function createSqsQueue<Message>(client: SQSClient, url: string): Queue<Message> & Deferral {
  return {
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
