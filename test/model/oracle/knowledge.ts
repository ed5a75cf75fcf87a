import type { EpochMillis } from '../../../shared/membership/model.ts';
import { reasonsAt, turningPoints } from './table.ts';
import type { Reason, Shop } from './table.ts';
import type { CustomerState } from './state.ts';

interface Since {
  readonly from: EpochMillis;
  readonly state: CustomerState;
  readonly text: string;
}

/**
 * One customer: all the states that it was in at Stripe, and up to when Gatefold must know of them. What Gatefold may
 * go by is any state from then on: it can have read any of them, and must have read none before.
 */
export interface CustomerHistory {
  readonly customer: string;
  /** The state as it is from that moment on; nothing where it is the one that was. */
  see(at: EpochMillis, state: CustomerState): boolean;
  /** Gatefold has taken a message about the customer for done that was sent then. */
  knows(at: EpochMillis): void;
  readonly knownAt: () => EpochMillis;
  readonly now: () => CustomerState | undefined;
  /** The states that Gatefold may go by at `at`. */
  window(at: EpochMillis, knownAt?: EpochMillis): readonly CustomerState[];
  /**
   * From when on one subscription or pass has given a feature without a break, up to `at`, by Stripe's own objects; the
   * earliest of all that do. Undefined where none does now.
   */
  heldSince(feature: string, shop: Shop, at: EpochMillis): EpochMillis | undefined;
}

export function createHistory(customer: string): CustomerHistory {
  const past: Since[] = [];
  let known = -Infinity;

  return {
    customer,
    see(at, state) {
      const text = JSON.stringify(state);
      if (past.at(-1)?.text === text) return false;
      past.push({ from: at, state, text });
      return true;
    },
    knows(at) {
      known = Math.max(known, at);
    },
    knownAt: () => known,
    now: () => past.at(-1)?.state,
    window(at, knownAt = known) {
      const first = past.findLastIndex(({ from }) => from <= knownAt);
      return past
        .slice(Math.max(first, 0))
        .filter(({ from }) => from <= at)
        .map(({ state }) => state);
    },
    heldSince(feature, shop, at) {
      const present = past.at(-1)?.state;
      if (present === undefined) return undefined;
      const sources = giving(present, feature, shop, at).map(({ source }) => source);
      const starts = sources.map((source) => startOfHold(past, source, feature, shop, at));
      return starts.length === 0 ? undefined : Math.min(...starts);
    },
  };
}

function startOfHold(
  past: readonly Since[],
  source: string,
  feature: string,
  shop: Shop,
  at: EpochMillis,
): EpochMillis {
  let [since, end] = [at, at];
  for (const { from, state } of past.toReversed()) {
    if (from > at) continue;
    const moments = [from, end, ...turningPoints(state, shop).map((turn) => turn * 1000)];
    const isHeldThroughout = moments
      .filter((moment) => moment >= from && moment <= end)
      .every((moment) => giving(state, feature, shop, moment).some((reason) => reason.source === source));
    if (!isHeldThroughout) break;
    since = from;
    end = from - 1;
  }
  return since;
}

function giving(state: CustomerState, feature: string, shop: Shop, at: EpochMillis): Reason[] {
  return reasonsAt(state, shop, Math.floor(at / 1000)).filter(({ features }) => features.includes(feature));
}

export function gives(state: CustomerState, feature: string, shop: Shop, at: EpochMillis): boolean {
  return giving(state, feature, shop, at).length > 0;
}
