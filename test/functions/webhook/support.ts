import Stripe from 'stripe';
import { onTestFinished } from 'vitest';
import { createLog } from '../../../functions/http/log.ts';
import { createWebhookApp } from '../../../functions/webhook/app.ts';
import { listen } from '../../../local/ports.ts';
import { openQueues } from '../../../local/queue.ts';
import type { Queue } from '../../../shared/aws/queue.ts';
import type { SyncMessage } from '../../../shared/stripe/events.ts';
import { createClock } from '../../support/clock.ts';

export const SECRET = 'whsec_of_this_endpoint';

const stripe = new Stripe('sk_test_unused');

export interface Webhook {
  /** Epoch seconds at which the service's clock stands. */
  readonly now: number;
  readonly logLines: readonly string[];
  post(body: BodyInit, signature?: string): Promise<{ status: number; code?: string; queued?: boolean }>;
  /** What waits for the sync, in the order in which it was sent. */
  queued(): Promise<SyncMessage[]>;
}

/** The webhook's app behind real HTTP, with a real queue unless another one is given. */
export async function openWebhook(
  options: {
    readonly secrets?: readonly string[];
    readonly liveMode?: boolean;
    readonly queue?: Queue<SyncMessage>;
  } = {},
): Promise<Webhook & { readonly url: string }> {
  const clock = createClock();
  const queues = openQueues(':memory:', clock.now);
  const queue = queues.queue<SyncMessage>('sync');
  const logLines: string[] = [];
  const app = createWebhookApp({
    service: 'https://access.thefold.example',
    secrets: options.secrets ?? [SECRET],
    liveMode: options.liveMode ?? false,
    queue: options.queue ?? queue,
    now: clock.now,
    newRequestId: () => 'req_1',
    log: createLog((line) => logLines.push(line)),
  });
  const server = await listen((request) => app.fetch(request));
  onTestFinished(async () => {
    await server.close();
    await queue.stop();
    queues.close();
  });
  const url = `${server.url}/webhooks/stripe`;

  return {
    url,
    now: Math.floor(clock.now() / 1000),
    logLines,
    async post(body, signature) {
      const headers = signature === undefined ? undefined : { 'stripe-signature': signature };
      const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
      const response = await fetch(url, headers === undefined ? init : { ...init, headers });
      const answer = (await response.json()) as { code?: string; queued?: boolean };
      return { ...answer, status: response.status };
    },
    async queued() {
      const messages: SyncMessage[] = [];
      queue.start(({ Records }) => {
        messages.push(...Records.map(({ body }) => JSON.parse(body) as SyncMessage));
        return Promise.resolve({ batchItemFailures: [] });
      });
      await queue.settled();
      await queue.stop();
      return messages;
    },
  };
}

/** A header as the SDK itself makes it. */
export function signed(payload: string, timestamp: number, secret = SECRET, scheme = 'v1'): string {
  return stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp, scheme });
}

/** An event about a customer's subscription, as Stripe writes it. */
export function eventOf(changes: object = {}): string {
  const event = {
    id: 'evt_1',
    object: 'event',
    api_version: '2026-01-01.any',
    created: 1_800_000_000,
    data: { object: { id: 'sub_1', object: 'subscription', customer: 'cus_1' } },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'customer.subscription.updated',
    ...changes,
  };
  return JSON.stringify(event, null, 2);
}
