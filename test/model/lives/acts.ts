import type Stripe from 'stripe';
import { idOf } from '../oracle/state.ts';
import type { MemberId } from '../../../shared/membership/model.ts';
import { UNKNOWN_STATUS } from '../stripe-side.ts';
import type { ModelWorld } from '../world.ts';
import type { Watch } from '../watch.ts';
import type { Act, Card, Life } from './life.ts';
import { PRICES, PRODUCTS, SERVICE, SITE } from './publication.ts';
import { plansLive } from '../oracle/table.ts';
import { settle } from './settle.ts';

/** Stripe's test cards: docs.stripe.com/testing. */
const CARDS: Readonly<Record<Card, string>> = {
  good: '4242424242424242',
  'fails at renewal': '4000000000000341',
  authenticates: '4000002760003184',
  declined: '4000000000000002',
};

export interface Person {
  readonly address: string;
  /** Every customer at Stripe that was made for them. */
  readonly customers: () => readonly string[];
}

export interface Scene {
  readonly world: ModelWorld;
  readonly watch: Watch;
  readonly life: Life;
  readonly notes: string[];
  /** Pages at Stripe that Gatefold has sent somebody to, by plan and address. */
  readonly offers: Map<string, string[]>;
}

/** Does one act, where there is something to do it to. */
export async function perform(scene: Scene, person: Person, act: Act): Promise<void> {
  const { world } = scene;
  const { dashboard, objects, double, stage, sky } = world;
  const { control } = double;
  const all = <T>(list: (customer: string) => readonly T[]) => person.customers().flatMap(list);
  const pick = <T>(items: readonly T[], which: number): T | undefined => items[which % items.length];

  const subscriptions = () =>
    all((customer) => objects.list('subscription', { where: { customer }, limit: 100 }).data).filter(
      ({ status }) => status !== 'canceled' && status !== 'incomplete_expired',
    );
  const invoices = (...statuses: string[]) =>
    all((customer) => objects.list('invoice', { where: { customer, status: statuses }, limit: 100 }).data);
  const onSubscription = async (which: number, params: Readonly<Record<string, unknown>>) => {
    const one = pick(subscriptions(), which);
    if (one !== undefined) await dashboard.post(`/v1/subscriptions/${one.id}`, params);
  };
  const handOn = (which: number, work: (subscription: Stripe.Subscription) => void) => {
    const one = pick(subscriptions(), which);
    if (one !== undefined) {
      dashboard.act(() => {
        work(one);
      });
    }
  };

  switch (act.kind) {
    case 'wait':
      return;
    case 'mint': {
      const member = memberOf(world, person);
      if (member !== undefined) await scene.watch.mint(member);
      return;
    }
    case 'subscribe':
      return buyFromUs(scene, person, { plan: act.plan, lookup_key: `${act.plan}_usd` }, act.card);
    case 'buy pass':
      return buyFromUs(scene, person, { plan: 'annual', lookup_key: 'week_pass_usd' }, act.card);
    case 'payment link': {
      const customer = act.known ? person.customers().find((one) => isThere(world, one)) : undefined;
      const lines = act.prices.map((name) => ({ price: priceOf(world, name), quantity: 1 }));
      const session = await dashboard.post('/v1/checkout/sessions', {
        mode: 'subscription',
        line_items: lines,
        success_url: SITE,
        ...(customer === undefined ? { customer_email: person.address } : { customer }),
        ...(act.trialDays > 0 && { subscription_data: { trial_period_days: act.trialDays } }),
      });
      if (session.ok) await dashboard.pay(String(session.object.url), person.address, CARDS[act.card]);
      else scene.notes.push(session.message);
      return;
    }
    case 'change card': {
      handOn(act.which, ({ id }) => {
        if (act.card === 'none') control.removeCard(id);
        else control.setCard(id, CARDS[act.card]);
      });
      return;
    }
    case 'pay open invoice': {
      const invoice = pick(invoices('open', 'uncollectible', 'draft'), act.which);
      if (invoice !== undefined) await dashboard.post(`/v1/invoices/${invoice.id}/pay`);
      return;
    }
    case 'authenticate': {
      const invoice = pick(invoices('open'), act.which);
      if (invoice !== undefined) dashboard.act(() => control.authenticate(invoice.id, act.passed));
      return;
    }
    case 'cancel now': {
      const one = pick(subscriptions(), act.which);
      if (one !== undefined) await dashboard.delete(`/v1/subscriptions/${one.id}`);
      return;
    }
    case 'cancel at period end':
      return onSubscription(act.which, { cancel_at_period_end: true });
    case 'cancel at':
      return onSubscription(act.which, {
        cancel_at: Math.floor(stage.now() / 1000) + act.inDays * 86_400,
      });
    case 'do not cancel': {
      const leaving = subscriptions().filter(({ cancel_at }) => cancel_at !== null);
      const one = pick(leaving, act.which);
      if (one === undefined) return;
      await dashboard.post(
        `/v1/subscriptions/${one.id}`,
        one.cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: '' },
      );
      return;
    }
    case 'pause collection':
      return onSubscription(act.which, { pause_collection: { behavior: act.behavior } });
    case 'resume collection':
      return onSubscription(act.which, { pause_collection: '' });
    case 'change price': {
      const one = pick(subscriptions(), act.which);
      const item = one && pick(one.items.data, act.which);
      if (one === undefined || item === undefined) return;
      await dashboard.post(`/v1/subscriptions/${one.id}`, {
        items: { 0: { id: item.id, price: priceOf(world, act.price) } },
        proration_behavior: act.proration,
        payment_behavior: act.payment,
      });
      return;
    }
    case 'add item':
      return onSubscription(act.which, {
        items: { 0: { price: priceOf(world, act.price), quantity: 1 } },
        proration_behavior: 'none',
      });
    case 'remove item': {
      const one = pick(
        subscriptions().filter(({ items }) => items.data.length > 1),
        act.which,
      );
      const item = one && pick(one.items.data, act.which);
      if (one === undefined || item === undefined) return;
      await dashboard.post(`/v1/subscriptions/${one.id}`, {
        items: { 0: { id: item.id, deleted: true } },
        proration_behavior: 'none',
      });
      return;
    }
    case 'hold next draft':
      handOn(act.which, ({ id }) => {
        control.holdDraft(id);
      });
      return;
    case 'fail next finalization':
      handOn(act.which, ({ id }) => {
        control.failFinalization(id);
      });
      return;
    case 'void invoice': {
      const invoice = pick(invoices('open', 'uncollectible'), act.which);
      if (invoice !== undefined) await dashboard.post(`/v1/invoices/${invoice.id}/void`);
      return;
    }
    case 'write invoice off': {
      const invoice = pick(invoices('open'), act.which);
      if (invoice !== undefined) await dashboard.post(`/v1/invoices/${invoice.id}/mark_uncollectible`);
      return;
    }
    case 'refund': {
      const charge = pick(charges(world, person), act.which);
      if (charge === undefined) return;
      const amount = act.part ? Math.ceil(charge.amount / 3) : undefined;
      const refund = dashboard.act(() => control.refund(charge.id, { amount }));
      if (refund !== undefined && act.fails) {
        stage.at(stage.now() + 1000 * world.luck.below(5 * 86_400), () => {
          dashboard.act(() => control.failRefund(refund.id));
        });
      }
      return;
    }
    case 'dispute': {
      const charge = pick(charges(world, person), act.which);
      if (charge !== undefined)
        dashboard.act(() => control.dispute(charge.id, { kind: act.inquiry ? 'inquiry' : 'dispute' }));
      return;
    }
    case 'settle dispute': {
      const disputes = charges(world, person).flatMap(
        ({ id }) => objects.list('dispute', { where: { charge: id }, limit: 10 }).data,
      );
      const dispute = pick(disputes, act.which);
      if (dispute !== undefined) dashboard.act(() => control.settleDispute(dispute.id, act.as));
      return;
    }
    case 'delete customer': {
      const customer = pick(person.customers(), act.which);
      if (customer !== undefined) {
        await dashboard.delete(`/v1/customers/${customer}`);
        world.see(customer);
      }
      return;
    }
    case 'change address': {
      const customer = pick(person.customers(), act.which);
      if (customer !== undefined)
        await dashboard.post(`/v1/customers/${customer}`, { email: `moved.${person.address}` });
      return;
    }
    case 'grant comp':
      return grantComp(scene, person, act.plan, act.days);
    case 'revoke comp': {
      const standing = scene.watch.comps.filter(
        ({ member, revokedAt }) => member === memberOf(world, person) && revokedAt === undefined,
      );
      const comp = pick(standing, act.which);
      if (comp === undefined) return;
      await world.admin('DELETE', `/grants/${comp.id}`, { reason: 'over' });
      comp.revokedAt = Math.floor(stage.now() / 1000);
      return;
    }
    case 'unknown status':
      return unknownStatus(scene, pick(subscriptions(), act.which), act.hours);
    case 'raise price': {
      const product = PRODUCTS[act.plan];
      const sold = PRICES.find((one) => one.name === act.plan);
      if (sold === undefined || !('interval' in sold)) return;
      await dashboard.post('/v1/prices', {
        product,
        currency: 'usd',
        unit_amount: sold.amount + 500,
        recurring: { interval: sold.interval },
        lookup_key: sold.lookupKey,
        transfer_lookup_key: true,
      });
      return;
    }
    case 'withdraw or add product':
      return changeAssortment(scene, act.product);
    case 'Stripe away':
      sky.stripeAwayUntil = stage.now() + act.minutes * 60_000;
      return;
    case 'sweep':
      await world.sweep();
      return;
  }
}

export function memberOf(world: ModelWorld, person: Person): MemberId | undefined {
  const [member] = person.customers().flatMap((customer) => world.linked.get(customer) ?? []);
  return member as MemberId | undefined;
}

function isThere({ objects }: ModelWorld, customer: string): boolean {
  return objects.get('customer', customer)?.deleted !== true;
}

function priceOf({ objects }: ModelWorld, name: string): string {
  const { data } = objects.list('price', { limit: 100 });
  return data.find(({ nickname }) => nickname === name)?.id ?? '';
}

function charges({ objects }: ModelWorld, person: Person): Stripe.Charge[] {
  return person
    .customers()
    .flatMap((customer) => objects.list('charge', { where: { customer }, limit: 100 }).data)
    .filter(({ status }) => status === 'succeeded');
}

/** Through our own Checkout: our answer, Stripe's page, and the way back, each of which may be all there is. */
async function buyFromUs(
  scene: Scene,
  person: Person,
  wanted: { readonly plan: string; readonly lookup_key: string },
  card: Card,
): Promise<void> {
  const { world, notes } = scene;
  const { stage, dashboard, sky } = world;
  const { address } = person;
  const holder = await world.members.memberOfAddress(address);
  const had = plansKnownLive(world, person, holder);
  let cookie = '';
  const post = (path: string, body: object) =>
    world.fetch(
      new Request(`${SERVICE}${path}`, {
        method: 'POST',
        headers: { origin: SITE, 'content-type': 'application/json', cookie },
        body: JSON.stringify(body),
      }),
    );
  const skew = () => Math.round((sky.luck.next() * 2 - 1) * sky.weather.skewMillis);
  await stage.start(
    'checkout',
    skew(),
    async () => {
      const begun = await post('/v1/checkout', { ...wanted, email: address });
      cookie = begun.headers
        .getSetCookie()
        .map((one) => one.split(';', 1)[0])
        .join('; ');
      const answer = (await begun.json()) as { url?: string; code?: string };
      return answer;
    },
    (ending) => {
      if (ending.kind === 'failed') return;
      const { url, code } = ending.value;
      if (url === undefined) {
        notes.push(`checkout: ${code ?? 'failed'}`);
        return;
      }
      const session = new URL(url).pathname.split('/').at(-1) ?? '';
      judgeOffer(scene, person, wanted.plan, session, had);
      stage.at(stage.now() + 1000 * sky.luck.below(600), async () => {
        if (!(await dashboard.pay(url, address, CARDS[card]))) return;
        if (sky.luck.chance(0.3)) return;
        await stage.start(
          'claim',
          skew(),
          () => post('/v1/checkout/claim', { session_id: session }),
          () => undefined,
        );
      });
    },
  );
}

/**
 * The plans that Gatefold must know to be live: in every state that it may go by, of the customers whom the member with
 * this person's address has. One whose address was another when Gatefold first heard of them is another member's.
 */
function plansKnownLive(world: ModelWorld, person: Person, holder: string | undefined): ReadonlySet<string> {
  const known = person.customers().flatMap((customer) => {
    const history = world.histories.get(customer);
    const isHolders = holder !== undefined && world.linked.get(customer) === holder;
    if (history === undefined || !isHolders || history.knownAt() === -Infinity) return [];
    const [first = new Set<string>(), ...others] = history
      .window(world.stage.now())
      .map((state) => plansLive(state, world.shop()));
    return [...first].filter((plan) => others.every((plans) => plans.has(plan)));
  });
  return new Set(known);
}

/** Promise 6: no payment is begun for a plan that is live, and of those begun at most one can be paid. */
function judgeOffer(
  { world, watch, offers }: Scene,
  { address }: Person,
  plan: string,
  session: string,
  hadBefore: ReadonlySet<string>,
): void {
  const key = `${plan} ${address}`;
  const others = (offers.get(key) ?? []).filter((id) => id !== session);
  offers.set(key, [...others, session]);
  const now = Math.floor(world.stage.now() / 1000);
  const open = [...others, session].filter((id) => {
    const page = world.objects.get('checkout.session', id);
    return page?.status === 'open' && page.expires_at > now;
  });
  if (open.length > 1) watch.report(address, `is offered ${plan} on two pages that can both be paid`);
  if (hadBefore.has(plan)) watch.report(address, `is offered ${plan}, which they have`);
}

async function grantComp(
  { world, watch }: Scene,
  { address }: Person,
  plan: string,
  days: number,
): Promise<void> {
  const now = Math.floor(world.stage.now() / 1000);
  const endsAt = now + days * 86_400;
  const answer = await world.admin('POST', '/grants', {
    email: address,
    plan,
    ends_at: new Date(endsAt * 1000).toISOString(),
    reason: 'press',
  });
  const grant = (await answer.json()) as { id: string; member: string };
  const features = world.shop().plans[plan]?.features ?? [];
  watch.comps.push({ id: grant.id, member: grant.member, features, startsAt: now, endsAt });
}

/** Everything is settled first, so that it is certain what was last understood. */
async function unknownStatus(
  scene: Scene,
  subscription: Stripe.Subscription | undefined,
  hours: number,
): Promise<void> {
  const { world } = scene;
  if (subscription === undefined || world.frozen.has(subscription.id)) return;
  await settle(world);
  const today = world.objects.get('subscription', subscription.id);
  const customer = idOf(subscription.customer);
  const state = world.histories.get(customer)?.now();
  if (today === undefined || state === undefined || today.status === 'canceled') return;
  world.frozen.set(today.id, {
    status: today.status,
    items: state.items.filter((item) => item.subscription === today.id),
  });
  world.dashboard.act(() => world.double.control.setStatus(today.id, UNKNOWN_STATUS));
  world.see(customer);
  world.stage.at(world.stage.now() + hours * 3_600_000, () => {
    thaw(world, today.id);
  });
}

export function thaw(world: ModelWorld, id: string): void {
  const frozen = world.frozen.get(id);
  if (frozen === undefined) return;
  world.frozen.delete(id);
  const now = world.objects.get('subscription', id);
  if (now?.status === (UNKNOWN_STATUS as never)) {
    world.dashboard.act(() => world.double.control.setStatus(id, frozen.status));
  }
  world.see(now === undefined ? '' : idOf(now.customer));
}
/** Everything is settled first, so that it is certain what was read while the product was in the catalogue. */
async function changeAssortment(scene: Scene, product: 'vintage' | 'digest'): Promise<void> {
  const { world } = scene;
  const before = world.assortment();
  await settle(world);
  if (before[product]) {
    const plan = world.shop().plans.basic;
    for (const history of world.histories.values()) {
      for (const item of history.now()?.items ?? []) {
        if (item.product !== PRODUCTS[product] || plan === undefined) continue;
        world.remembered.set(item.item, { product: item.product, plan, periodEnd: item.periodEnd });
      }
    }
  }
  await world.deploy({ ...before, [product]: !before[product] });
  await settle(world);
}
