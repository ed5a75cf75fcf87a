import type { Hono } from 'hono';
import type { Queue } from '../../shared/aws/queue.ts';
import type { EpochMillis } from '../../shared/membership/model.ts';
import { readEvent } from '../../shared/stripe/events.ts';
import type { EventRefusal, SyncMessage } from '../../shared/stripe/events.ts';
import { checkStripeSignature } from '../../shared/stripe/signature.ts';
import type { SignatureRefusal } from '../../shared/stripe/signature.ts';
import type { Log } from '../http/log.ts';
import { newApp } from '../http/new-app.ts';
import { problem } from '../http/problem.ts';
import { prepare } from '../http/request.ts';
import type { HttpEnv } from '../http/env.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;

export interface WebhookDeps {
  /** The service's own URL. */
  readonly service: string;
  /** The signing secrets of the endpoint: two while one is being rolled. */
  readonly secrets: readonly string[];
  readonly liveMode: boolean;
  readonly queue: Queue<SyncMessage>;
  readonly now: () => EpochMillis;
  readonly newRequestId: () => string;
  readonly log: Log;
}

/** Stripe in: verify the raw body, enqueue, 200. Nothing else. */
export function createWebhookApp(deps: WebhookDeps): Hono<HttpEnv> {
  const app = newApp(deps.service);
  prepare(app, { log: deps.log, newRequestId: deps.newRequestId, bodyLimitBytes: BODY_LIMIT_BYTES });

  app.post('/webhooks/stripe', async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const now = Math.floor(deps.now() / 1000);
    const signature = checkStripeSignature(body, c.req.header('stripe-signature'), deps.secrets, now);
    const read = signature === 'ok' ? readEvent(body, deps.liveMode) : signature;
    if (read === 'not_needed') return c.json({ received: true, queued: false });
    if (typeof read === 'string') {
      deps.log({ level: 'warn', event: 'webhook_refused', requestId: c.get('requestId'), outcome: read });
      return problem(c, { status: 400, code: read, detail: REFUSALS[read] });
    }
    const requestId = c.get('requestId');
    try {
      await deps.queue.send({ ...read.message, requestId });
    } catch (error) {
      deps.log({ level: 'error', event: 'webhook_not_queued', requestId, error });
      const detail = 'The event could not be queued. Send it again.';
      return problem(c, { status: 503, code: 'queue_unavailable', detail });
    }
    const { eventId, type } = read.message;
    deps.log({ level: 'info', event: 'event_queued', requestId, eventId, outcome: type });
    return c.json({ received: true, queued: true });
  });
  return app;
}

const REFUSALS: Readonly<Record<SignatureRefusal | EventRefusal, string>> = {
  signature_missing: 'There is no Stripe-Signature header.',
  signature_malformed: 'The Stripe-Signature header has no time or no v1 signature.',
  signature_invalid: 'No v1 signature is of this body and a signing secret of this endpoint.',
  signature_stale: 'The signature is more than 300 seconds old, or that far in the future.',
  event_malformed: 'The body is not a Stripe event.',
  event_wrong_mode: 'A test-mode event on a live deployment, or the reverse.',
  event_foreign_account: 'The event is of a connected account.',
};
