import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { createApi } from './api/endpoint.ts';
import { createIdempotencyStore } from './api/idempotency.ts';
import { countCalls, mishaps } from './api/mishaps.ts';
import { answerError, stripeProtocol, unrecognizedUrl } from './api/protocol.ts';
import { createControl } from './control/control.ts';
import { createWire } from './control/wire.ts';
import { controlRoutes } from './control/routes.ts';
import { makeId } from './ids.ts';
import { checkoutPages } from './pages/checkout.ts';
import { controlPage } from './pages/control.ts';
import { portalPages } from './pages/portal.ts';
import { refuseOtherSites } from './pages/sameSite.ts';
import { account } from './resources/account.ts';
import { balanceTransactions } from './resources/balanceTransactions.ts';
import { checkoutSessions } from './resources/checkoutSessions.ts';
import { coupons } from './resources/coupons.ts';
import { customers } from './resources/customers.ts';
import { disputes } from './resources/disputes.ts';
import { events } from './resources/events.ts';
import { invoiceItems } from './resources/invoiceItems.ts';
import { invoices } from './resources/invoices.ts';
import { paymentMethods } from './resources/paymentMethods.ts';
import { charges, invoicePayments, paymentIntents } from './resources/payments.ts';
import { portalConfigurations } from './resources/portalConfigurations.ts';
import { portalSessions } from './resources/portalSessions.ts';
import { prices } from './resources/prices.ts';
import { products } from './resources/products.ts';
import { promotionCodes } from './resources/promotionCodes.ts';
import { refunds } from './resources/refunds.ts';
import { schedules } from './resources/schedules.ts';
import { subscriptions } from './resources/subscriptions.ts';
import { testClocks } from './resources/testClocks.ts';
import { webhookEndpoints } from './resources/webhookEndpoints.ts';
import { openDatabase } from './store/database.ts';
import { createObjectStore } from './store/objects.ts';
import { createSettings } from './store/settings.ts';
import { DEFAULT_RETRIES } from './webhooks/backoff.ts';
import { createCourier } from './webhooks/courier.ts';
import { createDeliveryQueue } from './webhooks/queue.ts';
import type { RateLimit } from './api/rateLimit.ts';
import { createClock } from './time/clock.ts';
import { createTimers } from './time/timers.ts';
import type { IdKind } from './ids.ts';
import type { Control } from './control/control.ts';
import type { ObjectStore } from './store/objects.ts';
import type { RetryPolicy } from './webhooks/backoff.ts';
import type { WebhookTarget } from './webhooks/target.ts';
import type { World } from './world.ts';

const RESOURCES = [
  account,
  balanceTransactions,
  charges,
  checkoutSessions,
  coupons,
  customers,
  disputes,
  events,
  invoicePayments,
  invoiceItems,
  invoices,
  paymentIntents,
  paymentMethods,
  portalConfigurations,
  portalSessions,
  prices,
  products,
  promotionCodes,
  refunds,
  schedules,
  subscriptions,
  testClocks,
  webhookEndpoints,
];

const TICK_MS = 1_000;

export interface StripeDoubleOptions {
  /** Where its state is kept; ':memory:' keeps none. */
  readonly file: string;
  /** Where browsers reach it, without a trailing slash. */
  readonly publicUrl: string;
  /** The endpoint that gets every event, besides those made through the API. */
  readonly webhook?: WebhookTarget | undefined;
  /** The one key that is accepted; without it, any that begins with `sk_test_`. */
  readonly apiKey?: string | undefined;
  /** Epoch milliseconds. Dates every object and signature; retries keep the real clock. */
  readonly now?: () => number;
  readonly random?: (size: number) => Uint8Array;
  readonly retries?: Partial<RetryPolicy>;
  /** Whether time does by itself what falls due, once a second; else `control.catchUp` does it. */
  readonly ticks?: boolean;
  /** None where absent. */
  readonly rateLimit?: RateLimit | undefined;
}

export interface StripeDouble {
  readonly app: Hono;
  readonly control: Control;
  /** What it holds, as it holds it; to be looked at only. */
  readonly objects: Pick<ObjectStore, 'get' | 'list'>;
  /** Epoch milliseconds of the double's clock, which a service that lives by it can share. */
  readonly now: () => number;
  /** Begins to deliver webhooks, first those that an earlier run left. */
  start(): void;
  /** Waits for deliveries under way and closes the file. The double cannot be started again. */
  stop(): Promise<void>;
}

/** A stateful Stripe for development and tests: the API, the hosted pages, and signed webhooks. */
export function createStripeDouble(options: StripeDoubleOptions): StripeDouble {
  const { random = randomBytes } = options;
  const database = openDatabase(options.file);
  const settings = createSettings(database);
  const clock = createClock(options.now ?? Date.now, settings);
  const timers = createTimers(database);
  const objects = createObjectStore(database, (kind, object) => {
    timers.keep(kind, object, clock.now());
  });
  const deliveries = createDeliveryQueue({
    ...{ database, objects, settings },
    configured: options.webhook,
    now: clock.now,
  });
  const newId = (kind: IdKind) => makeId(kind, random);
  const world: World = {
    objects,
    deliveries,
    settings,
    publicUrl: options.publicUrl,
    request: null,
    now: clock.now,
    at: clock.at,
    timers,
    newId,
    stamp: (kind) => ({ id: newId(kind), created: clock.now() }),
    next: database.next,
    transaction: database.transaction,
  };
  const courier = createCourier({
    queue: deliveries,
    objects,
    retries: { ...DEFAULT_RETRIES, ...options.retries },
    now: clock.now,
  });
  const wire = createWire(options.rateLimit);
  const control = createControl(world, clock, courier, wire);

  const app = new Hono();
  app.onError(answerError);
  app.notFound(unrecognizedUrl);
  app.use('/v1/*', countCalls(wire.counter));
  app.use('/v1/*', stripeProtocol({ apiKey: options.apiKey, requestId: () => newId('request') }));
  app.use('/v1/*', mishaps(wire.limiter, wire.faults));
  const api = createApi({ app, world, idempotency: createIdempotencyStore(database), changed: courier.wake });
  for (const resource of RESOURCES) resource(api);
  for (const path of ['/c/*', '/p/*', '/_double/*']) app.use(path, refuseOtherSites);
  checkoutPages(app, world, courier.wake);
  portalPages(app, world, api.perform, courier.wake);
  controlRoutes(app, { control, world, perform: api.perform, changed: courier.wake });
  controlPage(app, world, control);

  let ticking: NodeJS.Timeout | undefined;
  return {
    app,
    control,
    objects,
    now: clock.nowMs,
    start() {
      courier.start();
      if (options.ticks === true) ticking = setInterval(control.catchUp, TICK_MS);
    },
    async stop() {
      clearInterval(ticking);
      wire.faults.stop();
      await courier.stop();
      database.close();
    },
  };
}
