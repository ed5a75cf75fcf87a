import { chance } from '../chance.ts';

export const FAULT_KINDS = [
  /** 429, the account or endpoint is over its rate. */
  'rate_limit',
  /** 429, another request holds the object: https://docs.stripe.com/error-codes#lock-timeout */
  'lock_timeout',
  /** 409, a request with the same idempotency key is still under way. */
  'conflict',
  /** 401, as for a key that was revoked. */
  'unauthorized',
  /** 500. Nothing was done. */
  'error',
  /** 503. Nothing was done. */
  'unavailable',
  /** Waits until the fault is cleared, or for so long, and then goes on as if nothing had been. */
  'hang',
  /** The connection is cut. Nothing was done. */
  'drop',
  /** The connection is cut, but all was done. */
  'lose_answer',
  /** A list's page without its rest: it says that there is more, and the next page fails with a 500. */
  'cut_list',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Which calls are to fail, and how. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** Any where absent. */
  readonly method?: 'GET' | 'POST' | 'DELETE' | undefined;
  /** What the path begins with; every path where absent. */
  readonly path?: string | undefined;
  /** The next so many calls; all where absent. */
  readonly times?: number | undefined;
  /** The share of calls that fail, 0 to 1, by a seeded chance. All where absent. */
  readonly share?: number | undefined;
  readonly seed?: number | undefined;
  /** How long a call hangs, in milliseconds of the real clock; until the fault is cleared where absent. */
  readonly forMs?: number | undefined;
}

/** A rule that is switched on, or was and is used up. */
export interface Fault extends FaultRule {
  readonly id: string;
  /** The calls that it made fail. */
  readonly met: number;
}

export interface FaultControl {
  /** From now on, the first fault that matches a call decides it. */
  readonly fault: (rule: FaultRule) => Fault;
  readonly faults: () => Fault[];
  /** Ends one fault, or all; calls that hang go on. */
  readonly clearFaults: (id?: string) => void;
}

interface ApiCall {
  readonly method: string;
  readonly path: string;
  /** The cursor of a list's page, where it is not the first. */
  readonly startingAfter: string | undefined;
}

/** What is to happen to a call. */
export type Mishap =
  | { readonly kind: Exclude<FaultKind, 'hang' | 'cut_list'> }
  /** `over` says whether the call is to go on; else the double has stopped. */
  | { readonly kind: 'hang'; readonly over: Promise<boolean> }
  | { readonly kind: 'cut_list'; readonly cutAt: (cursor: string) => void };

export interface FaultBook extends FaultControl {
  mishapOf(call: ApiCall): Mishap | undefined;
  /** Ends all faults; calls that hang do not go on. */
  stop(): void;
}

interface Entry {
  readonly rule: FaultRule & { readonly id: string };
  matched: number;
  met: number;
  /** The cursors that its cut pages gave out. */
  readonly cursors: Set<string>;
  readonly cleared: PromiseWithResolvers<boolean>;
}

export function createFaultBook(): FaultBook {
  let entries: Entry[] = [];
  let made = 0;
  return {
    fault(rule) {
      made += 1;
      const entry: Entry = {
        rule: { ...rule, id: `fault_${made}` },
        matched: 0,
        met: 0,
        cursors: new Set(),
        cleared: Promise.withResolvers(),
      };
      entries.push(entry);
      return shown(entry);
    },
    faults: () => entries.map(shown),
    clearFaults(id) {
      const ended = entries.filter(({ rule }) => id === undefined || rule.id === id);
      entries = entries.filter((entry) => !ended.includes(entry));
      for (const { cleared } of ended) cleared.resolve(true);
    },
    stop() {
      for (const { cleared } of entries) cleared.resolve(false);
      entries = [];
    },
    mishapOf(call) {
      for (const entry of entries) {
        if (call.startingAfter !== undefined && entry.cursors.has(call.startingAfter))
          return { kind: 'error' };
        if (strikes(entry, call)) return mishap(entry);
      }
      return undefined;
    },
  };
}

function shown({ rule, met }: Entry): Fault {
  return { ...rule, met };
}

function strikes(entry: Entry, { method, path }: ApiCall): boolean {
  const { rule } = entry;
  if (rule.method !== undefined && rule.method !== method) return false;
  if (rule.path !== undefined && !path.startsWith(rule.path)) return false;
  if (rule.times !== undefined && entry.met >= rule.times) return false;
  entry.matched += 1;
  if (rule.share !== undefined && chance(rule.seed ?? 1, entry.matched) >= rule.share) return false;
  entry.met += 1;
  return true;
}

function mishap({ rule, cursors, cleared }: Entry): Mishap {
  const { kind, forMs } = rule;
  if (kind === 'hang') {
    return { kind, over: forMs === undefined ? cleared.promise : pause(forMs, cleared.promise) };
  }
  if (kind !== 'cut_list') return { kind };
  return {
    kind,
    cutAt: (cursor) => {
      cursors.add(cursor);
    },
  };
}

async function pause(ms: number, cutShort: Promise<boolean>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, true);
  const goesOn = await Promise.race([promise, cutShort]);
  clearTimeout(timer);
  return goesOn;
}
