/**
 * Claims: an honest browser is never signed out by rotation, whatever its tabs do at once and whichever answers are lost
 * on the way, as long as a request that another tab's answer has overtaken arrives within ten seconds of what overtook it
 * (docs/adr/0003). A stolen credential ends the session as soon as both have used what they hold and one asks again.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextRefresh, openSession } from '../../shared/identity/session.ts';
import type { PresentedCredential, Refresh, Session } from '../../shared/identity/session.ts';
import { NOW } from '../support/tokens.ts';

const RACE_SECONDS = 10;

/** The service's half: one session, and when each generation was first made. */
class Service {
  session: Session = openSession(
    { sid: 'ses_1', member: 'mem_1', epoch: 0, how: 'code', device: { program: 'Firefox' } },
    NOW,
  );
  readonly madeAt: number[] = [NOW];
  now = NOW;

  /** The credential to keep, where the answer is one. */
  present(
    presented: PresentedCredential,
  ): PresentedCredential | Exclude<Refresh['kind'], 'repeat' | 'rotate'> {
    const refresh = nextRefresh(this.session, presented, this.now);
    if (refresh.kind === 'revoke') {
      this.session = { ...this.session, ended: { at: this.now, why: 'reused' } };
    }
    if (refresh.kind === 'revoke' || refresh.kind === 'refuse') return refresh.kind;
    this.session = refresh.session;
    this.madeAt[refresh.session.generation] ??= this.now;
    return { generation: refresh.session.generation, branch: refresh.session.branch };
  }

  hasEnded(): boolean {
    return this.session.ended !== undefined;
  }
}

type Step =
  | { readonly do: 'wait'; readonly seconds: number }
  /** A tab sends a request with what the browser then holds. */
  | { readonly do: 'send' }
  /** One of the requests under way arrives; its answer does, too, or is lost. */
  | { readonly do: 'arrive'; readonly which: number; readonly answered: boolean };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.oneof(
        fc.nat(4),
        fc.constantFrom(RACE_SECONDS - 1, RACE_SECONDS, RACE_SECONDS + 1),
        fc.nat(900),
      ),
    }),
    fc.record({ do: fc.constant('send' as const) }),
    fc.record({ do: fc.constant('arrive' as const), which: fc.nat(5), answered: fc.boolean() }),
  ),
  { maxLength: 80, size: 'max' },
);

const same = (one: PresentedCredential, other: PresentedCredential) =>
  one.generation === other.generation && one.branch === other.branch;

describe('an honest browser', () => {
  test('is never signed out, and ends up with a credential that is good', () => {
    let arrived = 0;
    fc.assert(
      fc.property(steps, (life) => {
        const service = new Service();
        let held: PresentedCredential = { generation: 0, branch: 0 };
        const underWay: PresentedCredential[] = [];
        for (const step of life) {
          if (step.do === 'wait') service.now += step.seconds;
          if (step.do === 'send') underWay.push(held);
          if (step.do !== 'arrive' || underWay.length === 0) continue;
          const [presented] = underWay.splice(step.which % underWay.length, 1);
          if (presented === undefined) continue;
          const overtakenAt = service.madeAt[presented.generation + 1] ?? service.now;
          if (!same(presented, held) && service.now - overtakenAt > RACE_SECONDS) continue;
          const answer = service.present(presented);
          expect(answer).toBeTypeOf('object');
          arrived += 1;
          if (step.answered && typeof answer === 'object') held = answer;
        }
        service.now += RACE_SECONDS + 1;
        expect(service.present(held)).toBeTypeOf('object');
      }),
      { seed: 1, numRuns: 2_000 },
    );
    expect(arrived).toBeGreaterThan(10_000);
  });

  test('moves on at most once in ten seconds, however many tabs ask', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 60 }), (pauses) => {
        const service = new Service();
        let held: PresentedCredential = { generation: 0, branch: 0 };
        for (const pause of pauses) {
          service.now += pause;
          const answer = service.present(held);
          if (typeof answer === 'object') held = answer;
        }
        const made = service.madeAt.slice(1);
        for (const [index, time] of made.entries()) {
          if (index > 0) expect(time - (made[index - 1] ?? 0)).toBeGreaterThan(RACE_SECONDS);
        }
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  test('with one tab is never signed out, whichever of its answers are lost: every combination of nine', () => {
    for (const paceSeconds of [1, RACE_SECONDS, RACE_SECONDS + 1, 600]) {
      for (let lost = 0; lost < 2 ** 9; lost += 1) {
        const service = new Service();
        let held: PresentedCredential = { generation: 0, branch: 0 };
        for (let request = 0; request < 9; request += 1) {
          service.now += paceSeconds;
          const answer = service.present(held);
          if (typeof answer !== 'object') throw new Error(`${answer} at ${request} of ${lost.toString(2)}`);
          if ((lost & (1 << request)) === 0) held = answer;
        }
        service.now += RACE_SECONDS + 1;
        expect(service.present(held)).toBeTypeOf('object');
      }
    }
  });

  test('whose answer is lost in a tunnel any number of times gets through in the end', () => {
    const service = new Service();
    for (let attempt = 1; attempt <= 100; attempt += 1) {
      service.now += RACE_SECONDS + 1;
      expect(service.present({ generation: 0, branch: 0 })).toEqual({ generation: 1, branch: attempt - 1 });
    }
  });
});

describe('a stolen credential', () => {
  /** Longer than a race, and in whatever order the two of them come. */
  const turns = fc.array(
    fc.record({
      who: fc.constantFrom('reader' as const, 'thief' as const),
      after: fc.integer({ min: 11, max: 5_000 }),
    }),
    { minLength: 3, maxLength: 30 },
  );

  test('ends the session once both have used what they hold and the first of them asks again', () => {
    let ended = 0;
    fc.assert(
      fc.property(turns, fc.nat(5), (life, generationsBefore) => {
        const service = new Service();
        let stolen: PresentedCredential = { generation: 0, branch: 0 };
        for (let index = 0; index < generationsBefore; index += 1) {
          service.now += 600;
          const answer = service.present(stolen);
          if (typeof answer === 'object') stolen = answer;
        }
        const held = { reader: stolen, thief: stolen };
        const order: string[] = [];
        for (const { who, after } of life) {
          service.now += after;
          const answer = service.present(held[who]);
          if (typeof answer === 'object') held[who] = answer;
          order.push(who);
          const [first] = order;
          const bothHave = order.some((one) => one !== first);
          if (bothHave && order.slice(order.findIndex((one) => one !== first)).includes(first ?? '')) {
            expect(service.hasEnded()).toBe(true);
          }
        }
        ended += service.hasEnded() ? 1 : 0;
      }),
      { seed: 3, numRuns: 1_000 },
    );
    expect(ended).toBeGreaterThan(500);
  });

  test('puts both out, whichever answers are lost to either, once each has got one and both ask again', () => {
    const life = fc.array(
      fc.record({
        who: fc.constantFrom('reader' as const, 'thief' as const),
        after: fc.integer({ min: RACE_SECONDS + 1, max: 5_000 }),
        answered: fc.boolean(),
      }),
      { minLength: 8, maxLength: 30 },
    );
    let shared = 0;
    fc.assert(
      fc.property(life, (turns) => {
        const service = new Service();
        const held = { reader: { generation: 0, branch: 0 }, thief: { generation: 0, branch: 0 } };
        const got = new Set<string>();
        for (const { who, after, answered } of turns) {
          service.now += after;
          const answer = service.present(held[who]);
          if (typeof answer !== 'object' || !answered) continue;
          held[who] = answer;
          got.add(who);
        }
        if (got.size < 2) return;
        shared += 1;
        for (const who of ['reader', 'thief', 'reader'] as const) {
          service.now += RACE_SECONDS + 1;
          const answer = service.present(held[who]);
          if (typeof answer === 'object') held[who] = answer;
        }
        expect(service.hasEnded()).toBe(true);
      }),
      { seed: 6, numRuns: 1_000 },
    );
    expect(shared).toBeGreaterThan(250);
  });

  test('used after its successor was used ends the session at once, at any time (24)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(6), fc.nat(2_000), (generations, old, later) => {
        fc.pre(old <= generations - 2);
        const service = new Service();
        let held: PresentedCredential = { generation: 0, branch: 0 };
        const all = [held];
        for (let index = 0; index < generations; index += 1) {
          service.now += 600;
          const answer = service.present(held);
          if (typeof answer === 'object') held = answer;
          all.push(held);
        }
        service.now += later;
        const stolen = all[old];
        expect(stolen && service.present(stolen)).toBe('revoke');
        expect(service.present(held)).toBe('refuse');
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  test('whatever is presented, nothing older than the previous generation is ever answered', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(6), fc.nat(3), fc.nat(30)), { maxLength: 60 }), (attempts) => {
        const service = new Service();
        for (const [generation, branch, pause] of attempts) {
          service.now += pause;
          const before = service.session;
          const answer = service.present({ generation, branch });
          if (typeof answer !== 'object') continue;
          expect(generation).toBeGreaterThanOrEqual(before.generation - 1);
          expect(answer).toEqual({
            generation: service.session.generation,
            branch: service.session.branch,
          });
          expect(service.session.generation).toBeLessThanOrEqual(before.generation + 1);
        }
      }),
      { seed: 5, numRuns: 1_000 },
    );
  });
});
