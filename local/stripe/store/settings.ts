import { chance } from '../chance.ts';
import { NORMAL_CONDITIONS } from '../webhooks/conditions.ts';
import type { DeliveryConditions, Suppression } from '../webhooks/conditions.ts';
import type { Database } from './database.ts';

/** What a hand sets, and what outlives the process. */
export interface SettingValues {
  /** New events wait for a hand. */
  readonly holding: boolean;
  readonly conditions: DeliveryConditions;
  /** How many draws of luck were made since a seed was last given. */
  readonly luck: number;
  readonly suppression: Suppression | null;
  /** Events younger than this are not listed yet. */
  readonly eventsLagSeconds: number;
  /** What a hand has advanced the double's clock by. */
  readonly clockOffsetMs: number;
  readonly dunning: Dunning;
  /** Subscriptions whose next renewal's invoice stays a draft, or cannot be finalized. */
  readonly heldDrafts: readonly string[];
  readonly failingFinalizations: readonly string[];
}

/** What follows a renewal that could not be charged: https://docs.stripe.com/billing/revenue-recovery */
export interface Dunning {
  /** Days from each failed attempt to the next. */
  readonly retryAfterDays: readonly number[];
  /** What becomes of the subscription after the last of them. */
  readonly end: 'cancel' | 'unpaid' | 'past_due';
}

const DEFAULTS: SettingValues = {
  holding: false,
  conditions: NORMAL_CONDITIONS,
  luck: 0,
  suppression: null,
  eventsLagSeconds: 0,
  clockOffsetMs: 0,
  dunning: { retryAfterDays: [3, 5, 7], end: 'cancel' },
  heldDrafts: [],
  failingFinalizations: [],
};

export interface Settings {
  get<K extends keyof SettingValues>(name: K): SettingValues[K];
  set<K extends keyof SettingValues>(name: K, value: SettingValues[K]): void;
  /** Draws the next number of a seed, from 0 to below 1. */
  draw(seed: number): number;
}

export function createSettings({ sql }: Database): Settings {
  const select = sql.prepare('SELECT json FROM settings WHERE name = ?');
  const upsert = sql.prepare(
    'INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET json = excluded.json',
  );
  const get = <K extends keyof SettingValues>(name: K): SettingValues[K] => {
    const row = select.get(name);
    return row === undefined ? DEFAULTS[name] : (JSON.parse(String(row.json)) as SettingValues[K]);
  };
  const set = <K extends keyof SettingValues>(name: K, value: SettingValues[K]): void => {
    upsert.run(name, JSON.stringify(value));
  };
  return {
    get,
    set,
    draw(seed) {
      const position = get('luck');
      set('luck', position + 1);
      return chance(seed, position);
    },
  };
}
