import { accesses } from '../../shared/membership/access.ts';
import { entitlements } from '../../shared/membership/entitlements.ts';
import type { Facts, MemberId } from '../../shared/membership/model.ts';
import { FEATURES } from './lives/publication.ts';
import { gives } from './oracle/knowledge.ts';
import type { CustomerHistory } from './oracle/knowledge.ts';
import { turningPoints } from './oracle/table.ts';
import { createReaders } from './reader.ts';
import type { Minted } from './reader.ts';
import type { ModelWorld, Touched } from './world.ts';

export interface Finding {
  readonly at: number;
  readonly member: string;
  readonly what: string;
}

export interface Comp {
  readonly id: string;
  readonly member: string;
  readonly features: readonly string[];
  readonly startsAt: number;
  readonly endsAt: number;
  revokedAt?: number;
}

/**
 * What stood when a reader asked for a token. A comp that was granted while they waited starts in a second in which its
 * facts may have been read already: its start alone does not say that it must be in the token.
 */
interface Asked {
  readonly known: readonly (readonly [CustomerHistory, number])[];
  readonly comped: ReadonlySet<string>;
}

interface Verdict {
  readonly mustRead: boolean;
  readonly mayRead: boolean;
}

export type Watch = ReturnType<typeof createWatch>;

/**
 * Looks at every instant at which anything could change for a reader: after each change at Stripe or of what is
 * stored, and at each moment, and the second before it, at which time alone changes something.
 */
export function createWatch(world: ModelWorld) {
  const { stage, sky, histories, linked } = world;
  const readers = createReaders(world);
  const facts = new Map<string, Facts>();
  const probes = new Map<string, number>();
  const comps: Comp[] = [];
  const findings: Finding[] = [];
  let checks = 0;
  let mints = 0;

  const customersOf = (member: string): CustomerHistory[] =>
    [...linked]
      .filter(([, holder]) => holder === member)
      .flatMap(([customer]) => histories.get(customer) ?? []);

  const compGives = (member: string, feature: string, at: number) =>
    comps.some(
      (comp) =>
        comp.member === member &&
        comp.features.includes(feature) &&
        comp.startsAt * 1000 <= at &&
        at < Math.min(comp.endsAt, comp.revokedAt ?? Infinity) * 1000,
    );

  function verdictOn(member: string, feature: string, at: number, lenientMillis: number): Verdict {
    const shop = world.shop();
    if (compGives(member, feature, at)) return { mustRead: true, mayRead: true };
    let [mustRead, mayRead] = [false, false];
    for (const history of customersOf(member)) {
      const window = history.window(stage.now());
      const isKnown = history.knownAt() !== -Infinity;
      if (isKnown && window.every((state) => gives(state, feature, shop, at))) mustRead = true;
      if (window.some((state) => gives(state, feature, shop, at))) mayRead = true;
      if (lenientMillis > 0 && window.some((state) => gives(state, feature, shop, at - lenientMillis)))
        mayRead = true;
    }
    return { mustRead, mayRead };
  }

  /** Promise 1: what Stripe has given without a break since Gatefold knew of it is not lost, whatever else is. */
  function wasNeverLost(member: string, feature: string): boolean {
    if (stage.now() < sky.stripeAwayUntil) return false;
    const shop = world.shop();
    return customersOf(member).some((history) => {
      const since = history.heldSince(feature, shop, stage.now());
      return since !== undefined && history.knownAt() >= since;
    });
  }

  async function factsOf(member: string): Promise<Facts | undefined> {
    const cached = facts.get(member);
    if (cached !== undefined) return cached;
    const read = await world.members.facts(member as MemberId);
    if (read !== undefined) facts.set(member, read);
    return read;
  }

  function report(member: string, what: string): void {
    if (process.env.WHY) {
      console.log(new Date(stage.now()).toISOString(), what, JSON.stringify(facts.get(member)?.billing));
      for (const h of customersOf(member))
        console.log(
          '   ',
          h.customer,
          'known',
          new Date(h.knownAt() === -Infinity ? 0 : h.knownAt()).toISOString(),
          JSON.stringify(h.window(stage.now())),
        );
    }
    if (findings.length < 20) findings.push({ at: stage.now(), member, what });
  }

  async function check(member: string): Promise<void> {
    const at = Math.floor(stage.now() / 1000) * 1000;
    const stored = await factsOf(member);
    if (stored === undefined) return;
    const held = new Set(
      entitlements(stored, world.catalogue(), at / 1000).held.map(({ feature }) => feature),
    );
    const suspects = FEATURES.filter((feature) => {
      checks += 1;
      const { mustRead, mayRead } = verdictOn(member, feature, at, 0);
      if (held.has(feature)) return !mayRead;
      return mustRead || wasNeverLost(member, feature);
    });
    if (suspects.length > 0) await judge(member, suspects, at);
    planProbe(member, stored, at);
  }

  /** What the facts alone say may be mended when the reader asks: a token decides. */
  async function judge(member: string, suspects: readonly string[], at: number): Promise<void> {
    mints += 1;
    const { unlocked } = await readers.mintAtOnce(member as MemberId);
    facts.delete(member);
    for (const feature of suspects) {
      const isAway = stage.now() < sky.stripeAwayUntil;
      const { mustRead, mayRead } = verdictOn(member, feature, at, isAway ? 3_600_000 : 0);
      if (unlocked.has(feature) && !mayRead) report(member, `reads ${feature}, which nothing gives`);
      if (!unlocked.has(feature) && mustRead) report(member, `does not read ${feature}, which is paid`);
      if (!unlocked.has(feature) && !mustRead && wasNeverLost(member, feature)) {
        report(member, `has lost ${feature}, which was paid all the time`);
      }
    }
  }

  function planProbe(member: string, stored: Facts, at: number): void {
    const shop = world.shop();
    const turns = [
      ...accesses(stored, world.catalogue(), at / 1000).flatMap(({ startsAt, until }) => [startsAt, until]),
      ...customersOf(member).flatMap((history) =>
        history.window(stage.now()).flatMap((state) => turningPoints(state, shop)),
      ),
    ];
    const next = Math.min(
      ...turns.flatMap((turn) => [turn * 1000 - 1_000, turn * 1000]).filter((moment) => moment > stage.now()),
    );
    const planned = probes.get(member);
    if (next === Infinity || (planned !== undefined && planned > stage.now() && planned <= next)) return;
    probes.set(member, next);
    stage.at(next, async () => {
      if (probes.get(member) !== next) return;
      probes.delete(member);
      await check(member);
    });
  }

  return {
    report,
    findings,
    comps,
    readers,
    factsOf,
    counts: () => ({ checks, mints }),

    async afterEach({ members, customers }: Touched): Promise<void> {
      for (const member of members) facts.delete(member);
      const concerned = new Set(members);
      for (const customer of customers) {
        const member = linked.get(customer);
        if (member !== undefined) concerned.add(member);
      }
      for (const member of concerned) await check(member);
    },

    /** A reader asked for a token while things were going on. What was known when they asked is what counts. */
    async mint(member: MemberId): Promise<void> {
      mints += 1;
      const skew = Math.round((sky.luck.next() * 2 - 1) * sky.weather.skewMillis);
      const faultsBefore = JSON.stringify(sky.tally);
      const asked: Asked = {
        known: customersOf(member).map((history) => [history, history.knownAt()]),
        comped: new Set(FEATURES.filter((feature) => compGives(member, feature, stage.now()))),
      };
      await stage.start(
        'mint',
        skew,
        () => readers.mint(member),
        (ending) => {
          if (ending.kind === 'failed' || ending.value === undefined) return;
          judgeMint(member, ending.value, asked, JSON.stringify(sky.tally) !== faultsBefore);
        },
      );
    },
    check,
  };

  function judgeMint(
    member: MemberId,
    { unlocked, issuedAt }: Minted,
    { known, comped }: Asked,
    wasTroubled: boolean,
  ): void {
    const shop = world.shop();
    const at = issuedAt * 1000;
    for (const feature of FEATURES) {
      const windows = known.map(
        ([history, knownAt]) => [knownAt, history.window(stage.now(), knownAt)] as const,
      );
      const given = (moment: number) =>
        windows.some(([, window]) => window.some((state) => gives(state, feature, shop, moment)));
      const mustRead = windows.some(
        ([knownAt, window]) =>
          knownAt !== -Infinity && window.every((state) => gives(state, feature, shop, at)),
      );
      const comp = [
        comped.has(feature),
        ...[at, stage.now()].map((moment) => compGives(member, feature, moment)),
      ];
      const mayRead = given(at) || comp.includes(true) || (wasTroubled && given(at - 3_600_000));
      if (unlocked.has(feature) && !mayRead) report(member, `was given ${feature}, which nothing gives`);
      if (!unlocked.has(feature) && (mustRead || !comp.includes(false)))
        report(member, `was refused ${feature}, which is paid`);
    }
  }
}
