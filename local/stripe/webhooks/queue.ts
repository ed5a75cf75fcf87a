import { postings } from './conditions.ts';
import { toDelivery } from './delivery.ts';
import { createDeliveryStatements } from './statements.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { Database } from '../store/database.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { Settings } from '../store/settings.ts';
import type { Delivery } from './delivery.ts';
import type { WebhookTarget } from './target.ts';

/** The endpoint that the double was started with, which may stand elsewhere after a restart. */
export const CONFIGURED_ENDPOINT = 'we_configured';
/** What is to be overtaken, but by nothing, goes after this time of the real clock. */
const WINDOW_CLOSES_MS = 1_000;

export interface DeliveryQueue {
  /** The endpoints that want a type; all that are enabled where it is absent. */
  endpointsFor(eventType?: string): string[];
  /** Undefined where the endpoint is gone. */
  target(endpoint: string): WebhookTarget | undefined;
  /** Held, delayed, repeated, shuffled or lost as the conditions have it, unless `now` is asked for. */
  enqueue(event: string, endpoint: string, options?: { readonly now: boolean }): void;
  due(nowMs: number): Delivery[];
  /** In how many milliseconds a pending delivery that is not due may be. */
  nextDueInMs(nowMs: number): number | undefined;
  /** Not counting what is delayed beyond the double's own clock. */
  hasPending(): boolean;
  of(event: string): Delivery[];
  /** Of one event, or all in their order. */
  held(event?: string): Delivery[];
  settle(seq: number, state: 'delivered' | 'failed' | 'lost', answer: string): void;
  retry(seq: number, nextAttemptAtMs: number, answer: string): void;
  isHolding(): boolean;
  /** Whether deliveries must go one after another, for their order to hold. */
  isOrdered(): boolean;
  readonly hold: () => void;
  readonly release: () => void;
  /** Nothing more is waited for to overtake what is pending. */
  closeWindow(): void;
}

interface QueueOptions {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly settings: Settings;
  readonly configured: WebhookTarget | undefined;
  /** The double's clock, by which deliveries are delayed. */
  readonly now: () => EpochSeconds;
}

export function createDeliveryQueue({
  database,
  objects,
  settings,
  configured,
  now,
}: QueueOptions): DeliveryQueue {
  const statements = createDeliveryStatements(database);

  function enqueue(event: string, endpoint: string): void {
    const conditions = settings.get('conditions');
    const nowMs = Date.now();
    for (const { lost, overtakenBy } of postings(conditions, () => settings.draw(conditions.seed))) {
      const state = lost ? 'lost' : settings.get('holding') ? 'held' : 'pending';
      statements.insert({
        ...{ event, endpoint, state, queuedAtMs: nowMs, overtakenBy },
        nextAttemptAtMs: overtakenBy === 0 ? nowMs : nowMs + WINDOW_CLOSES_MS,
        notBefore: conditions.delaySeconds === 0 ? 0 : now() + conditions.delaySeconds,
      });
    }
    if (conditions.window > 0) statements.letOvertakenGo(nowMs);
  }

  return {
    endpointsFor(eventType) {
      const created = objects
        .list('webhook_endpoint', { limit: 100 })
        .data.filter(
          ({ status, enabled_events: types }) =>
            status === 'enabled' &&
            (eventType === undefined || types.includes('*') || types.includes(eventType)),
        );
      return [...(configured === undefined ? [] : [CONFIGURED_ENDPOINT]), ...created.map(({ id }) => id)];
    },
    target(endpoint) {
      if (endpoint === CONFIGURED_ENDPOINT) return configured;
      const created = objects.get('webhook_endpoint', endpoint);
      if (created?.secret === undefined || created.status !== 'enabled') return undefined;
      return { url: created.url, secret: created.secret };
    },
    enqueue(event, endpoint, options) {
      if (options?.now !== true) {
        enqueue(event, endpoint);
        return;
      }
      const nowMs = Date.now();
      statements.insert({
        ...{ event, endpoint, state: 'pending', queuedAtMs: nowMs, nextAttemptAtMs: nowMs },
        ...{ notBefore: 0, overtakenBy: 0 },
      });
    },
    due: (nowMs) => statements.due(nowMs, now()).map(toDelivery),
    nextDueInMs(nowMs) {
      const waits = statements.nextWaits(nowMs, now());
      return waits.length === 0 ? undefined : Math.min(...waits);
    },
    hasPending: () => statements.hasPending(now()),
    of: (event) => statements.of(event).map(toDelivery),
    held: (event) =>
      event === undefined
        ? statements.held().map(toDelivery)
        : statements
            .of(event)
            .map(toDelivery)
            .filter(({ state }) => state === 'held'),
    settle(seq, state, answer) {
      statements.settle(seq, state, answer);
    },
    retry(seq, nextAttemptAtMs, answer) {
      statements.retry(seq, nextAttemptAtMs, answer);
    },
    isHolding: () => settings.get('holding'),
    isOrdered: () => settings.get('conditions').window > 0,
    hold() {
      settings.set('holding', true);
    },
    release() {
      settings.set('holding', false);
      statements.release(Date.now());
    },
    closeWindow() {
      statements.closeWindow(Date.now());
    },
  };
}
