/**
 * Claims: the functions as they are deployed write lines that CloudWatch reads as metrics, under the names that the dashboard asks
 * for and with the id of API Gateway's request. One that cannot start raises the alarm that docs/operations.md has a page for; with
 * its secret in place it starts.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { expect, inject, onTestFinished, test } from 'vitest';
import config from '../../gatefold.config.ts';
import type { FunctionName } from '../../infra/rights.ts';
import { bundled } from '../infra/bundled.ts';
import { createGateway } from '../infra/gateway.ts';
import { startFunction } from '../infra/lambda.ts';
import { synthesizeForFile } from '../infra/synthesis.ts';
import { openAlarms } from './alarms.ts';

const prod = synthesizeForFile();
const { sounds, soundsAt } = openAlarms();

const SECRET = 'whsec_of_the_bundle';
const secrets = {
  '/gatefold/prod/stripe-key': 'sk_live_of_the_bundle',
  '/gatefold/prod/stripe-webhook-secret': SECRET,
  '/gatefold/prod/origin-secret': randomBytes(32).toString('base64url'),
};

async function start(name: FunctionName, given: Readonly<Record<string, string>>) {
  const { service } = prod();
  const deployed = { service, prefix: 'gatefold-prod', bundles: await bundled(), secrets: given };
  const running = await startFunction({ ...deployed, dynamodb: inject('dynamodbEndpoint') }, name);
  onTestFinished(() => running.stop());
  return running;
}

test('sync-crashes: the key is not in the Parameter Store; once it is, the function starts', async () => {
  const others = Object.fromEntries(Object.entries(secrets).filter(([name]) => !name.endsWith('stripe-key')));
  const starts = await Promise.allSettled([1, 2, 3].map(() => start('sync', others)));
  const crashes = starts.filter(({ status }) => status === 'rejected').length;
  expect(soundsAt('sync-crashes', crashes)).toBe(true);
  const running = await start('sync', secrets);
  expect(await running.invoke({ Records: [] })).toEqual({ batchItemFailures: [] });
}, 60_000);

test('an event that the webhook takes is a line, a metric, and the end of the alarm no-events', async () => {
  const webhook = await start('webhook', secrets);
  const gateway = createGateway({
    service: prod().service,
    secrets,
    invoke: (_, event) => webhook.invoke(event),
  });
  const created = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    ...{ id: 'evt_1', object: 'event', type: 'customer.subscription.updated', created, livemode: true },
    data: { object: { id: 'sub_1', object: 'subscription', customer: 'cus_1' } },
  });
  const v1 = createHmac('sha256', SECRET).update(`${created}.${body}`).digest('hex');
  const headers = { 'stripe-signature': `t=${created},v1=${v1}`, 'content-type': 'application/json' };
  const url = `${config.hosts.service}/webhooks/stripe`;
  const answer = await gateway(new Request(url, { method: 'POST', body, headers }));
  expect(answer.status).toBe(200);

  const lines = webhook.log().trim().split('\n');
  expect(sounds('no-events', { webhook: lines })).toBe(false);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    ...{ event: 'event_queued', eventId: 'evt_1', requestId: answer.headers.get('x-request-id') },
    ...{ service: 'webhook', stage: 'prod', EventsQueued: 1 },
    _aws: { CloudWatchMetrics: [{ Namespace: 'Gatefold', Metrics: [{ Name: 'EventsQueued' }] }] },
  });
}, 60_000);
