/**
 * Claims: where Stripe is not heard, or not believed, the alarm goes off that docs/operations.md has a page for; what the page
 * says mends it, and the alarm is over.
 */
import { expect, test } from 'vitest';
import type { Queue } from '../../shared/aws/queue.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { eventOf, openWebhook, signed } from '../functions/webhook/support.ts';
import { openAlarms } from './alarms.ts';

const { sounds, accessLine } = openAlarms();
const ROUTE = 'POST /webhooks/stripe';

test('no-events: nothing came; one event ends it', async () => {
  const webhook = await openWebhook();
  expect(sounds('no-events', { webhook: webhook.logLines })).toBe(true);
  const body = eventOf({ type: 'product.created' });
  await webhook.post(body, signed(body, webhook.now));
  expect(sounds('no-events', { webhook: webhook.logLines }), 'of a type that changes nothing').toBe(true);
  await webhook.post(eventOf(), signed(eventOf(), webhook.now));
  expect(sounds('no-events', { webhook: webhook.logLines })).toBe(false);
});

test('webhook-refusals: the secret is another endpoint’s; with both in place Stripe is believed', async () => {
  const answers = async (secrets: readonly string[]) => {
    const webhook = await openWebhook({ secrets });
    const lines: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const signature = signed(eventOf(), webhook.now, 'whsec_of_the_endpoint');
      lines.push(accessLine(ROUTE, await webhook.post(eventOf(), signature)));
    }
    return lines;
  };
  const refused = await answers(['whsec_another']);
  expect(sounds('webhook-refusals', { api: refused })).toBe(true);
  expect(sounds('webhook-refusals', { api: refused.slice(1) }), 'four are somebody who knocks').toBe(false);
  expect(sounds('webhook-faults', { api: refused })).toBe(false);
  const taken = await answers(['whsec_another', 'whsec_of_the_endpoint']);
  expect(sounds('webhook-refusals', { api: taken })).toBe(false);
});

test('webhook-faults: the queue is away; once it is back, Stripe is thanked', async () => {
  let isAway = true;
  const queue: Queue<SyncMessage> = {
    send: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve()),
  };
  const webhook = await openWebhook({ queue });
  const answer = async () => [
    accessLine(ROUTE, await webhook.post(eventOf(), signed(eventOf(), webhook.now))),
  ];
  expect(sounds('webhook-faults', { api: await answer() })).toBe(true);
  isAway = false;
  expect(sounds('webhook-faults', { api: await answer() })).toBe(false);
});
