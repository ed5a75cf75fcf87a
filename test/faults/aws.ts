import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { createLocalKeyWrap } from '../../local/key-wrap.ts';
import type { LocalQueue } from '../../local/queue.ts';
import type { Outbox } from '../../local/outbox.ts';

const kmsCall = z.object({
  Plaintext: z.string().optional(),
  CiphertextBlob: z.string().optional(),
  EncryptionContext: z.object({ issuer: z.string(), kid: z.string() }),
});
const mail = z.object({
  Destination: z.object({ ToAddresses: z.tuple([z.string()]) }),
  Content: z.object({
    Simple: z.object({
      Subject: z.object({ Data: z.string() }),
      Body: z.object({ Text: z.object({ Data: z.string() }), Html: z.object({ Data: z.string() }) }),
    }),
  }),
});
const sent = z.object({ QueueUrl: z.string(), MessageBody: z.string(), DelaySeconds: z.int().optional() });
const sentTogether = z.object({
  QueueUrl: z.string(),
  Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })),
});
const postponed = z.object({ QueueUrl: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: z.int() });

/** SQS, SES, KMS and SSM as far as Gatefold calls them: the queue, the outbox and the cipher of `npm start`, on the wire. */
export async function startAws(options: {
  readonly queueOf: (url: string) => LocalQueue<unknown>;
  readonly outbox: Outbox;
  readonly wrapKey: Uint8Array;
  readonly secrets: Readonly<Record<string, string>>;
}) {
  const { queueOf, outbox, secrets } = options;
  const cipher = createLocalKeyWrap(options.wrapKey);

  async function answer(target: string, body: unknown): Promise<object> {
    switch (target) {
      case 'AmazonSQS.SendMessage': {
        const { QueueUrl, MessageBody, DelaySeconds = 0 } = sent.parse(body);
        await queueOf(QueueUrl).send(JSON.parse(MessageBody), { delaySeconds: DelaySeconds });
        return { MessageId: '1', MD5OfMessageBody: md5(MessageBody) };
      }
      case 'AmazonSQS.SendMessageBatch': {
        const { QueueUrl, Entries } = sentTogether.parse(body);
        await queueOf(QueueUrl).sendBatch(
          Entries.map(({ MessageBody }) => JSON.parse(MessageBody) as unknown),
        );
        const Successful = Entries.map(({ Id, MessageBody }) => ({
          ...{ Id, MessageId: Id },
          MD5OfMessageBody: md5(MessageBody),
        }));
        return { Successful, Failed: [] };
      }
      case 'AmazonSQS.ChangeMessageVisibility': {
        const { QueueUrl, ReceiptHandle, VisibilityTimeout } = postponed.parse(body);
        await queueOf(QueueUrl).postpone(ReceiptHandle, VisibilityTimeout);
        return {};
      }
      case 'TrentService.Encrypt': {
        const { Plaintext = '', EncryptionContext } = kmsCall.parse(body);
        return { CiphertextBlob: await cipher.wrap(Buffer.from(Plaintext, 'base64'), EncryptionContext) };
      }
      case 'TrentService.Decrypt': {
        const { CiphertextBlob = '', EncryptionContext } = kmsCall.parse(body);
        const plain = await cipher.unwrap(CiphertextBlob, EncryptionContext);
        return { Plaintext: Buffer.from(plain).toString('base64') };
      }
      case 'AmazonSSM.GetParameters': {
        const { Names } = z.object({ Names: z.array(z.string()) }).parse(body);
        return { Parameters: Names.map((Name) => ({ Name, Value: secrets[Name] })) };
      }
      case '': {
        const { Destination, Content } = mail.parse(body);
        const { Subject, Body } = Content.Simple;
        const [to] = Destination.ToAddresses;
        await outbox.send({ to, subject: Subject.Data, text: Body.Text.Data, html: Body.Html.Data });
        return { MessageId: '1' };
      }
      default:
        throw new Error(`Nobody here does ${target}.`);
    }
  }

  const server = createServer((request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    json(request)
      .then((body) => answer(target, body))
      .then(
        (result) =>
          response
            .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
            .end(JSON.stringify(result)),
        () => response.destroy(),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
