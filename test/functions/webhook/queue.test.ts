// Claims:
// - An event is accepted with one call to the queue and none to the database.
// - Where the queue cannot be reached, Stripe is told to send the event again, and it then arrives: nothing is lost.
import { SQSClient } from '@aws-sdk/client-sqs';
import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createStripeDouble } from '../../../local/stripe/double.ts';
import { createSqsQueue } from '../../../shared/aws/queue.ts';
import type { SyncMessage } from '../../../shared/stripe/events.ts';
import { recordCommands } from '../../support/engine.ts';
import { startJsonServer } from '../../support/json-server.ts';
import { WEBHOOK_SECRET, openWorld } from '../../support/world.ts';
import { SECRET, eventOf, openWebhook, signed } from './support.ts';

/** SQS as far as its answers to SendMessage go, and what it was sent. */
async function openSqs() {
  const sent: unknown[] = [];
  let isDown = false;
  const server = await startJsonServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (isDown) {
        response.writeHead(503, { 'content-type': 'application/x-amz-json-1.0' });
        response.end('{"__type":"com.amazonaws.sqs#ServiceUnavailable"}');
        return;
      }
      const { MessageBody } = JSON.parse(Buffer.concat(chunks).toString()) as { MessageBody: string };
      sent.push(JSON.parse(MessageBody));
      const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ MessageId: String(sent.length), MD5OfMessageBody }));
    });
  });
  const client = new SQSClient({
    endpoint: server.origin,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await server[Symbol.asyncDispose]();
  });
  return {
    queue: createSqsQueue<SyncMessage>(client, `${server.origin}/000000000000/sync`),
    sent,
    calls: server.calls,
    down: (down: boolean) => {
      isDown = down;
    },
  };
}

test('one call to SQS takes an event in', async () => {
  const sqs = await openSqs();
  const webhook = await openWebhook({ queue: sqs.queue });
  const body = eventOf();
  expect(await webhook.post(body, signed(body, webhook.now))).toMatchObject({ status: 200, queued: true });
  expect(sqs.calls).toHaveLength(1);
  expect(sqs.sent).toMatchObject([{ kind: 'event', eventId: 'evt_1', customer: 'cus_1' }]);
});

test('the whole service takes an event in without a call to the database', async () => {
  const world = await openWorld({ workers: false });
  onTestFinished(() => world.close());
  const commands = recordCommands(world.dynamo);
  const body = eventOf();
  const response = await fetch(`${world.issuer}/webhooks/stripe`, {
    method: 'POST',
    body,
    headers: { 'stripe-signature': signed(body, Math.floor(world.clock.now() / 1000), WEBHOOK_SECRET) },
  });
  expect(response.status).toBe(200);
  expect(world.service.syncQueue.size()).toEqual({ waiting: 1, dead: 0 });
  expect(commands).toEqual([]);
});

test('where the queue refuses, the answer asks for the event again, and tells no internals', async () => {
  const sqs = await openSqs();
  sqs.down(true);
  const webhook = await openWebhook({ queue: sqs.queue });
  const body = eventOf();
  const response = await fetch(webhook.url, {
    method: 'POST',
    body,
    headers: { 'stripe-signature': signed(body, webhook.now) },
  });
  expect(response.status).toBe(503);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    code: 'queue_unavailable',
    detail: 'The event could not be queued. Send it again.',
    request_id: 'req_1',
  });
  expect(webhook.logLines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: 'error', event: 'webhook_not_queued', requestId: 'req_1' },
  ]);
});

test('an event that the queue refused arrives once the queue is back', async () => {
  const sqs = await openSqs();
  const webhook = await openWebhook({ queue: sqs.queue });
  const double = createStripeDouble({
    file: ':memory:',
    publicUrl: 'http://127.0.0.1',
    now: () => webhook.now * 1000,
    webhook: { url: webhook.url, secret: SECRET },
    retries: { firstWaitMs: 20 },
  });
  onTestFinished(() => double.stop());
  sqs.down(true);
  const refused = new Promise<void>((resolve) => {
    const looking = setInterval(() => {
      if (sqs.calls.length < 2) return;
      clearInterval(looking);
      resolve();
    }, 5);
  });
  double.start();
  const event = double.control.emit('customer.deleted', { id: 'cus_1', object: 'customer' });
  await refused;
  sqs.down(false);
  await double.control.settled();
  expect(sqs.sent).toEqual([
    {
      ...{ kind: 'event', eventId: event.id, type: 'customer.deleted', created: event.created },
      ...{ customer: 'cus_1', requestId: 'req_1' },
    },
  ]);
});
