import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { startJsonServer } from '../../support/json-server.ts';

const batch = z.object({
  QueueUrl: z.string(),
  Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })).max(10),
});

export interface SqsDouble {
  readonly environment: Readonly<Record<string, string>>;
  /** Bodies, in the order in which they were taken. */
  readonly taken: string[];
  /** From now on: takes the so many-th batch, and never answers. Resolves when it has it. */
  hangAfter(batches: number): Promise<void>;
  /** From now on: refuses these entries of the next batch. */
  refuse(ids: readonly string[], fault: 'ours' | 'theirs'): void;
}

/** One queue of SQS, over HTTP in its own JSON protocol. */
export async function startSqs(queue: string): Promise<SqsDouble> {
  const taken: string[] = [];
  let batches = 0;
  let hang: { readonly at: number; readonly reached: () => void } | undefined;
  let refused: { readonly ids: readonly string[]; readonly SenderFault: boolean } | undefined;

  const server = await startJsonServer((request, response) => {
    const send = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    const target = request.headers['x-amz-target'];
    void text(request).then((raw) => {
      const body: unknown = JSON.parse(raw);
      if (target === 'AmazonSQS.GetQueueUrl') {
        const { QueueName } = z.object({ QueueName: z.string() }).parse(body);
        if (QueueName === queue) send(200, { QueueUrl: `${server.origin}/111122223333/${queue}` });
        else send(400, { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'None of that name.' });
        return;
      }
      const { Entries } = batch.parse(body);
      batches += 1;
      const failed = Entries.filter(({ Id }) => refused?.ids.includes(Id));
      const { SenderFault = false } = refused ?? {};
      refused = undefined;
      const successful = Entries.filter((entry) => !failed.includes(entry));
      taken.push(...successful.map(({ MessageBody }) => MessageBody));
      if (hang?.at === batches) {
        hang.reached();
        return;
      }
      send(200, {
        Successful: successful.map(({ Id, MessageBody }) => ({
          Id,
          MessageId: Id,
          MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
        })),
        Failed: failed.map(({ Id }) => ({ Id, SenderFault, Code: 'InternalError' })),
      });
    });
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return {
    environment: {
      AWS_ENDPOINT_URL_SQS: server.origin,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDOUBLE',
      AWS_SECRET_ACCESS_KEY: 'double',
    },
    taken,
    hangAfter(count) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      hang = {
        at: batches + count,
        reached: () => {
          resolve(undefined);
        },
      };
      return promise;
    },
    refuse(ids, fault) {
      refused = { ids, SenderFault: fault === 'theirs' };
    },
  };
}
