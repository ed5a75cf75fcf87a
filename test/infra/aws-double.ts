import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';

export interface AwsDouble {
  readonly origin: string;
  /** The rights that were used: `dynamodb:Query table/gatefold-prod-keys`. */
  readonly used: ReadonlySet<string>;
  /** What was asked for without a right to it. */
  readonly refused: readonly string[];
  /** Bodies of the messages that were queued, and of the mails that were sent. */
  readonly queued: readonly string[];
  readonly mailed: readonly string[];
  close(): Promise<void>;
}

interface Options {
  /** What the caller may do, in the words of {@link AwsDouble.used}. */
  readonly rights: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
  /** The database engine to which DynamoDB's calls are passed on. */
  readonly dynamodb: string;
  /** Answers what asks about the account itself, before anything else is looked at. */
  readonly account?: AccountDouble;
  /** Takes what is sent to a queue, besides {@link AwsDouble.queued}. */
  readonly onQueued?: ((queue: string, body: string, delaySeconds: number) => void) | undefined;
}

export interface AccountCall {
  readonly method: string;
  readonly url: string;
  readonly target: string;
  /** From the scope of the signature. */
  readonly region: string;
  readonly raw: string;
}

/** `undefined` for a call that is not about the account. */
export type AccountDouble = (
  call: AccountCall,
) => { readonly right: string; readonly status: number; readonly body: object | string } | undefined;

interface Call {
  readonly target: string;
  readonly url: string;
  readonly body: Record<string, unknown>;
}

const transaction = z.array(
  z.partialRecord(z.enum(['Put', 'Update', 'Delete', 'ConditionCheck']), z.object({ TableName: z.string() })),
);

/** The part of AWS that the functions call, over HTTP, with the rights of one function: what it has none for is refused. */
export async function startAwsDouble({
  rights,
  secrets,
  dynamodb,
  account,
  onQueued,
}: Options): Promise<AwsDouble> {
  const used = new Set<string>();
  const refused: string[] = [];
  const queued: string[] = [];
  const mailed: string[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await text(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
    const { method = '', url = '' } = request;
    const read = account?.({ method, url, target, region, raw });
    if (read !== undefined) {
      used.add(read.right);
      const isAllowed = rights.includes(read.right);
      if (!isAllowed) refused.push(read.right);
      const denied = { __type: 'AccessDeniedException', message: `Not allowed: ${read.right}` };
      send(response, isAllowed ? read.status : 400, isAllowed ? read.body : denied);
      return;
    }
    const call = { target, url: request.url ?? '', body: JSON.parse(raw) as Record<string, unknown> };
    const wanted = rightsFor(call);
    for (const right of wanted) used.add(right);
    const missing = wanted.filter((right) => !rights.includes(right));
    refused.push(...missing);
    if (missing.length > 0 || wanted.length === 0) {
      const type = 'com.amazon.coral.service#AccessDeniedException';
      send(response, 400, { __type: type, message: `Not allowed: ${missing.join(', ')}` });
    } else if (target.startsWith('DynamoDB_')) {
      const passed = await fetch(dynamodb, { method: 'POST', headers: signedHeaders(request), body: raw });
      const type = passed.headers.get('content-type') ?? 'application/x-amz-json-1.0';
      response.writeHead(passed.status, { 'content-type': type }).end(await passed.text());
    } else {
      send(response, 200, result(call));
    }
  }

  function result({ target, body }: Call): object {
    switch (target) {
      case 'AmazonSSM.GetParameters': {
        const names = z.array(z.string()).parse(body.Names);
        return { Parameters: names.map((Name) => ({ Name, Value: secrets[Name] })) };
      }
      case 'AmazonSQS.SendMessage': {
        const message = z.string().parse(body.MessageBody);
        take(body.QueueUrl, message, body.DelaySeconds);
        return { MessageId: '1', MD5OfMessageBody: createHash('md5').update(message).digest('hex') };
      }
      case 'AmazonSQS.SendMessageBatch': {
        const entries = z.array(z.object({ Id: z.string(), MessageBody: z.string() })).parse(body.Entries);
        for (const { MessageBody } of entries) take(body.QueueUrl, MessageBody, 0);
        const Successful = entries.map(({ Id, MessageBody }) => ({
          ...{ Id, MessageId: Id },
          MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
        }));
        return { Successful, Failed: [] };
      }
      // No cipher: what is tried here is who may call.
      case 'TrentService.Encrypt':
        return { CiphertextBlob: body.Plaintext };
      case 'TrentService.Decrypt':
        return { Plaintext: body.CiphertextBlob };
      default:
        mailed.push(JSON.stringify(body));
        return { MessageId: '1' };
    }
  }

  function take(url: unknown, message: string, delaySeconds: unknown): void {
    queued.push(message);
    onQueued?.(queueOf(url), message, z.number().default(0).parse(delaySeconds));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      refused.push(`not understood: ${String(error)}`);
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    used,
    refused,
    queued,
    mailed,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The rights a call takes (docs.aws.amazon.com/service-authorization). */
function rightsFor({ target, url, body }: Call): string[] {
  const [service = '', operation = ''] = target.split('.');
  if (operation === 'TransactWriteItems') {
    return transaction.parse(body.TransactItems).flatMap((item) =>
      Object.entries(item).map(([act, { TableName }]) => {
        const action = act === 'ConditionCheck' ? 'ConditionCheckItem' : `${act}Item`;
        return `dynamodb:${action} table/${TableName}`;
      }),
    );
  }
  if (operation === 'BatchGetItem') {
    const tables = Object.keys(z.record(z.string(), z.unknown()).parse(body.RequestItems));
    return tables.map((table) => `dynamodb:${operation} table/${table}`);
  }
  if (service.startsWith('DynamoDB_')) return [`dynamodb:${operation} table/${String(body.TableName)}`];
  if (service === 'AmazonSSM') {
    return z
      .array(z.string())
      .parse(body.Names)
      .map((name) => `ssm:${operation} parameter${name}`);
  }
  if (service === 'AmazonSQS') {
    // One right for one message and for many.
    const action = operation.replace(/Batch$/, '');
    return [`sqs:${action} ${queueOf(body.QueueUrl)}`];
  }
  if (service === 'TrentService') return [`kms:${operation} ${String(body.KeyId)}`];
  if (url === '/v2/email/outbound-emails') {
    const [, domain = ''] = /@([^@>]+)>?$/.exec(String(body.FromEmailAddress)) ?? [];
    return [`ses:SendEmail identity/${domain}`];
  }
  return [];
}

function queueOf(url: unknown): string {
  return String(url).split('/').at(-1) ?? '';
}

function signedHeaders({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) =>
    /^(authorization|content-type|x-amz-.*)$/.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function send(response: ServerResponse, status: number, body: object | string): void {
  const [type, text] =
    typeof body === 'string' ? ['text/xml', body] : ['application/x-amz-json-1.1', JSON.stringify(body)];
  response.writeHead(status, { 'content-type': type }).end(text);
}
