import { createStripeDouble } from '../../local/stripe/double.ts';
import type { DoubleEvent } from '../../local/stripe/objects/event.ts';
import type { EpochMillis } from '../../shared/membership/model.ts';
import { SYNC_EVENT_TYPES } from '../../shared/stripe/events.ts';
import { createDashboard } from './lives/dashboard.ts';
import { PRICES, PRODUCTS } from './lives/publication.ts';
import { createHistory } from './oracle/knowledge.ts';
import type { CustomerHistory } from './oracle/knowledge.ts';
import { idOf, stateOf } from './oracle/state.ts';
import type { CustomerState, SoldItem } from './oracle/state.ts';

/** One that Stripe may have some day. */
export const UNKNOWN_STATUS = 'meditating';

export const API_KEY = 'sk_test_model';
const MANY = 100;

type Reference = string | { readonly id: string };
interface ApiObject {
  readonly object: string;
  readonly id?: string;
  readonly customer?: Reference | null;
  readonly charge?: Reference | null;
  readonly invoice?: Reference | null;
}

export type StripeSide = ReturnType<typeof createStripeSide>;

/** Stripe in a run: the double, all the events that it has made, and every state that each customer was in. */
export function createStripeSide(options: {
  readonly now: () => EpochMillis;
  readonly random: (length: number) => Uint8Array;
  /** Whether Stripe may change something and make no event of it. */
  readonly isSilent: () => boolean;
  readonly told: (event: DoubleEvent) => void;
  readonly changed: (customer: string) => void;
}) {
  const double = createStripeDouble({
    file: ':memory:',
    publicUrl: 'http://stripe.model',
    apiKey: API_KEY,
    now: options.now,
    random: options.random,
  });
  const { objects } = double;
  const histories = new Map<string, CustomerHistory>();
  /** Subscriptions whose status nobody knows, as they were when they were last understood. */
  const frozen = new Map<string, { readonly status: string; readonly items: readonly SoldItem[] }>();
  const customerOfEvent = new Map<string, string>();
  const events: DoubleEvent[] = [];
  let newest: string | undefined;

  /** Looks at what is new at Stripe; whatever may have changed something calls it. */
  function look(): void {
    const concerned = new Set<string>();
    for (const event of newEvents()) {
      const customer = customerBehind(event.data.object as ApiObject);
      if (customer !== undefined) {
        customerOfEvent.set(event.id, customer);
        concerned.add(customer);
      }
      if (!SYNC_EVENT_TYPES.has(event.type)) continue;
      events.push(event);
      options.told(event);
    }
    if (options.isSilent()) {
      for (const { id } of objects.list('customer', { limit: MANY }).data) concerned.add(id);
    }
    for (const customer of concerned) see(customer);
  }

  function newEvents(): DoubleEvent[] {
    const fresh: DoubleEvent[] = [];
    for (;;) {
      const from = newest === undefined ? {} : { endingBefore: newest };
      const { data } = objects.list('event', { limit: MANY, ...from });
      fresh.push(...data.toReversed());
      newest = fresh.at(-1)?.id ?? newest;
      if (data.length < MANY) return fresh;
    }
  }

  function see(customer: string): void {
    const history = histories.get(customer) ?? createHistory(customer);
    histories.set(customer, history);
    if (history.see(options.now(), understood(stateOf(objects, customer)))) options.changed(customer);
  }

  /** In a status that is not known, what was last understood; one that is canceled meanwhile is understood again. */
  function understood(state: CustomerState): CustomerState {
    const items = state.items.flatMap((item) => {
      const before = item.status === UNKNOWN_STATUS ? frozen.get(item.subscription)?.items : undefined;
      return before?.filter((one) => one.item === item.item) ?? [item];
    });
    return { ...state, items };
  }

  function customerBehind({ object, id, customer, charge, invoice }: ApiObject): string | undefined {
    if (object === 'customer') return id;
    if (customer != null) return idOf(customer);
    const owner =
      objects.get('charge', idOf(charge ?? ''))?.customer ??
      objects.get('invoice', idOf(invoice ?? ''))?.customer;
    return owner == null ? undefined : idOf(owner);
  }

  const dashboard = createDashboard(double, API_KEY, look);
  return { double, dashboard, objects, histories, frozen, customerOfEvent, events, look, see };
}

/** Puts the products and prices of the publication, and those that it does not sell, on sale at Stripe. */
export async function stock({ dashboard }: StripeSide): Promise<void> {
  for (const product of Object.values(PRODUCTS)) {
    await dashboard.post('/v1/products', { id: product, name: product });
  }
  for (const price of PRICES) {
    await dashboard.post('/v1/prices', {
      product: price.product,
      currency: 'usd',
      unit_amount: price.amount,
      nickname: price.name,
      ...('interval' in price && { recurring: { interval: price.interval } }),
      lookup_key: price.lookupKey,
    });
  }
}
