import { entitlements } from '../../../shared/membership/entitlements.ts';
import type { Facts, MemberId } from '../../../shared/membership/model.ts';
import type { Comp, Watch } from '../watch.ts';
import type { ModelWorld } from '../world.ts';
import { FEATURES } from '../lives/publication.ts';
import { plansPaidTwice } from './paid-twice.ts';
import { reasonsAt, turningPoints } from './table.ts';
import type { Reason } from './table.ts';
import type { CustomerState } from './state.ts';

const DAY_SECONDS = 86_400;
/** The newest, one by one: what was missed of many is missed of these. */
const EVENTS_LOOKED_AT = 12;

/** When nothing waits any more: what is stored is what the table says, today and on every day to come. */
export async function judgeTheEnd(world: ModelWorld, watch: Watch): Promise<void> {
  const complain = (member: string, what: string) => {
    if (watch.findings.length < 20) watch.findings.push({ at: world.stage.now(), member, what });
  };
  judgeLinks(world, complain);
  const holders = new Set([...world.linked.values(), ...watch.comps.map(({ member }) => member)]);
  for (const member of holders) {
    const facts = await world.members.facts(member as MemberId);
    if (facts === undefined) {
      complain(member, 'is gone');
      continue;
    }
    for (const { customer } of facts.billing) {
      if (world.linked.get(customer) !== member) complain(member, `holds ${customer}, who is another’s`);
    }
    judgeComps(facts, watch.comps, complain);
    judgeAccess(world, facts, watch.comps, complain);
  }
  await judgeDuplicates(world, complain);
  await judgeQuarantine(world, complain);
  await judgeLedger(world, complain);
}

type Complain = (member: string, what: string) => void;

/** Every customer who has what gives access is a member's. */
function judgeLinks(world: ModelWorld, complain: Complain): void {
  const now = Math.floor(world.stage.now() / 1000);
  for (const { customer, now: latest } of world.histories.values()) {
    const state = latest();
    if (state === undefined || world.linked.has(customer)) continue;
    if (reasonsAt(state, world.shop(), now).length > 0) complain(customer, 'has paid and is no member');
  }
}

function judgeComps({ member, grants }: Facts, comps: readonly Comp[], complain: Complain): void {
  const stored = grants.map(({ id, startsAt, endsAt, revocation }) => [id, startsAt, endsAt, revocation?.at]);
  const own = comps
    .filter((comp) => comp.member === member.id)
    .map(({ id, startsAt, endsAt, revokedAt }) => [id, startsAt, endsAt, revokedAt]);
  const text = (rows: unknown[][]) =>
    rows
      .map((row) => JSON.stringify(row))
      .sort()
      .join();
  if (text(stored) !== text(own))
    complain(member.id, `has comps ${text(stored)}, and was granted ${text(own)}`);
}

function judgeAccess(world: ModelWorld, facts: Facts, comps: readonly Comp[], complain: Complain): void {
  const shop = world.shop();
  const states = statesOf(world, facts.member.id);
  const own = comps.filter(({ member }) => member === facts.member.id);
  const now = Math.floor(world.stage.now() / 1000);
  const turns = states.flatMap((state) => turningPoints(state, shop)).flatMap((turn) => [turn - 1, turn]);
  const days = [0, 1, 8, 40, 400].map((day) => now + day * DAY_SECONDS);
  for (const moment of new Set([...days, ...turns.filter((turn) => turn > now)])) {
    const reasons = [
      ...states.flatMap((state) => reasonsAt(state, shop, moment)),
      ...own.flatMap((comp) => reasonOfComp(comp, moment)),
    ];
    const expected = answer(reasons);
    const { held, why } = entitlements(facts, world.catalogue(), moment);
    const actual = JSON.stringify(
      held.filter(({ access }) => access !== undefined).map(({ feature, until }) => [feature, until]),
    );
    if (actual !== expected.held) {
      complain(facts.member.id, `holds ${actual} on ${date(moment)}, and should hold ${expected.held}`);
      return;
    }
    if (expected.why !== undefined && why !== expected.why) {
      complain(
        facts.member.id,
        `is told ${why ?? 'nothing'} on ${date(moment)}, and should be told ${expected.why}`,
      );
      return;
    }
  }
}

function answer(reasons: readonly Reason[]): { readonly held: string; readonly why: string | undefined } {
  const untils = FEATURES.toSorted().flatMap((feature) => {
    const ends = reasons.filter(({ features }) => features.includes(feature)).map(({ until }) => until);
    return ends.length === 0 ? [] : [[feature, Math.max(...ends)]];
  });
  const last = Math.max(...reasons.map(({ until }) => until));
  const latest = new Set(reasons.filter(({ until }) => until === last).map(({ why }) => why));
  const why = reasons.some((one) => one.why === 'grace')
    ? 'grace'
    : latest.size === 1
      ? [...latest][0]
      : undefined;
  return { held: JSON.stringify(untils), why };
}

function reasonOfComp({ id, features, startsAt, endsAt, revokedAt }: Comp, moment: number): Reason[] {
  const until = Math.min(endsAt, revokedAt ?? Infinity);
  return startsAt <= moment && moment < until ? [{ source: id, why: 'comp', features, until }] : [];
}

/** Since the night has looked last; that a pass has ended since then tells nobody before the next. */
const NIGHT_LOOKED_SECONDS = 30 * 60;

/** A plan that somebody pays for twice stands reported, and no other. */
async function judgeDuplicates(world: ModelWorld, complain: Complain): Promise<void> {
  const now = Math.floor(world.stage.now() / 1000);
  const twiceAt = (moment: number) =>
    new Set(
      [...new Set(world.linked.values())].flatMap((member) =>
        [...plansPaidTwice(statesOf(world, member), world.shop(), moment)].map((plan) => `${member} ${plan}`),
      ),
    );
  const expected = twiceAt(now);
  const allowed = twiceAt(now - NIGHT_LOOKED_SECONDS);
  const reported = await world.service().stores.ledger.duplicates();
  const open = new Set(
    reported.filter((one) => one.resolvedAt === undefined).map(({ member, plan }) => `${member} ${plan}`),
  );
  for (const one of expected) if (!open.has(one)) complain(one, 'is paid for twice, and not reported');
  for (const one of open) if (!allowed.has(one)) complain(one, 'is reported as paid for twice, and is not');
}

function statesOf({ linked, histories }: ModelWorld, member: string): CustomerState[] {
  return [...linked].flatMap(([customer, holder]) =>
    holder === member ? (histories.get(customer)?.now() ?? []) : [],
  );
}

/** A product that somebody has and the catalogue does not waits for an admin. */
async function judgeQuarantine(world: ModelWorld, complain: Complain): Promise<void> {
  if (world.hasSilentChanges) return;
  const sold = new Set(Object.values(world.shop().plans).flatMap(({ products }) => products));
  const waiting = await world.service().stores.ledger.quarantined();
  const products = new Set(waiting.filter(({ kind }) => kind === 'product').map(({ value }) => value));
  for (const { now } of world.histories.values()) {
    const live = now()?.items.filter(
      ({ status }) => status !== 'canceled' && status !== 'incomplete_expired',
    );
    for (const { product } of now()?.deleted === true ? [] : (live ?? [])) {
      if (!sold.has(product) && !products.has(product))
        complain(product, 'is unknown, and not in quarantine');
    }
  }
}

/** Stripe lists no older events: docs.stripe.com/api/events. */
const LISTED_SECONDS = 29 * DAY_SECONDS;

/** Every event that Stripe still lists has been taken for done, and is known. */
async function judgeLedger(world: ModelWorld, complain: Complain): Promise<void> {
  const youngest = Math.floor(world.stage.now() / 1000) - DAY_SECONDS;
  for (const { id, type, created } of world.events.slice(-EVENTS_LOOKED_AT)) {
    if (created < youngest - LISTED_SECONDS || created > youngest) continue;
    const entry = await world.service().stores.ledger.entry(id);
    if (entry === undefined) complain(id, `(${type}) is not in the ledger`);
  }
}

function date(moment: number): string {
  return new Date(moment * 1000).toISOString();
}
