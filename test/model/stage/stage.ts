import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import type { EpochMillis } from '../../../shared/membership/model.ts';

/** One invocation of a function: it lives until it ends, or dies between two of its calls. */
export interface Task {
  readonly name: string;
  /** How far its machine's clock is from the true one. */
  readonly skewMillis: number;
  alive: boolean;
  /** Calls that it waits to begin. */
  waiting: number;
  changed: () => void;
}

/** What is to become of one call that an invocation makes. */
export interface Fate {
  readonly afterMillis: number;
  readonly diesBefore?: boolean;
  readonly diesAfter?: boolean;
}

/** How an invocation ended; a dead one says nothing to anybody. */
export type Ending<T> =
  { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed'; readonly error: unknown };

export interface Stage {
  /** True time. */
  readonly now: () => EpochMillis;
  /** Time on the clock of whoever asks. */
  readonly localNow: () => EpochMillis;
  /** Something is to happen then, or now where that is past. */
  at(moment: EpochMillis, act: () => void | Promise<void>): void;
  /** Begins an invocation, and returns once it waits for its first call or has ended. */
  start<T>(
    name: string,
    skewMillis: number,
    work: () => Promise<T>,
    ended: (ending: Ending<T>) => void,
  ): Promise<Task>;
  /** A call across the network: it begins when its turn has come, and in between others take theirs. */
  call<T>(fate: Fate, make: () => Promise<T>): Promise<T>;
  kill(task: Task): void;
  /** Whether whoever asks is an invocation, and not the test itself. */
  readonly isOnStage: () => boolean;
  /** Work that is nobody's invocation, whoever asks for it. */
  offStage<T>(work: () => T): T;
  /** Lets everything happen that is due until then. */
  runUntil(moment: EpochMillis): Promise<void>;
}

interface Item {
  readonly at: EpochMillis;
  readonly act: () => void | Promise<void>;
}

/** Asked again after something that may have killed it. */
function isDead(task: Task): boolean {
  return !task.alive;
}

/** What time itself does: the next moment at which it does something, and its doing. */
export interface Tide {
  readonly nextAt: () => EpochMillis | undefined;
  readonly come: () => void;
}

/**
 * One thread of time for many invocations. Every call that any of them makes over a network is a turn; turns are taken
 * one at a time in the order of their moments, so that a seed decides every interleaving and every run can be repeated.
 *
 * @param afterEach runs whenever something has happened
 */
export function createStage(start: EpochMillis, tide: Tide, afterEach: () => Promise<void>): Stage {
  const running = new AsyncLocalStorage<Task>();
  const agenda: Item[] = [];
  let clock = start;

  function at(moment: EpochMillis, act: Item['act']): void {
    const item = { at: Math.max(moment, clock), act };
    let index = agenda.length;
    while (index > 0 && (agenda[index - 1]?.at ?? 0) > item.at) index -= 1;
    agenda.splice(index, 0, item);
  }

  /** Until the invocation waits for a turn, or has ended. */
  async function quiet(task: Task): Promise<void> {
    await setImmediate();
    while (task.alive && task.waiting === 0) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      task.changed = () => {
        resolve(undefined);
      };
      await promise;
    }
  }

  function kill(task: Task): void {
    task.alive = false;
    task.changed();
  }

  return {
    now: () => clock,
    localNow: () => clock + (running.getStore()?.skewMillis ?? 0),
    at,
    kill,
    offStage: (work) => running.exit(work),
    isOnStage: () => running.getStore() !== undefined,

    async start(name, skewMillis, work, ended) {
      const task: Task = { name, skewMillis, alive: true, waiting: 0, changed: () => undefined };
      const end = (ending: Parameters<typeof ended>[0]) => {
        if (!task.alive) return;
        kill(task);
        ended(ending);
      };
      running.run(task, () => {
        work().then(
          (value) => {
            end({ kind: 'done', value });
          },
          (error: unknown) => {
            end({ kind: 'failed', error });
          },
        );
      });
      await quiet(task);
      return task;
    },

    call<T>(fate: Fate, make: () => Promise<T>) {
      const task = running.getStore();
      if (task === undefined) return make();
      if (!task.alive) return new Promise<T>(() => undefined);
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      task.waiting += 1;
      task.changed();
      at(clock + fate.afterMillis, async () => {
        if (!task.alive) return;
        task.waiting -= 1;
        if (fate.diesBefore === true) {
          kill(task);
          return;
        }
        const settle = await make().then(
          (value) => () => {
            resolve(value);
          },
          (error: unknown) => () => {
            reject(error);
          },
        );
        if (fate.diesAfter === true) kill(task);
        if (isDead(task)) return;
        settle();
        await quiet(task);
      });
      return promise;
    },

    async runUntil(moment) {
      for (;;) {
        const [item] = agenda;
        const tideAt = tide.nextAt();
        const next = Math.min(item?.at ?? Infinity, tideAt ?? Infinity);
        if (next > moment) break;
        clock = Math.max(clock, next);
        if (tideAt !== undefined && tideAt <= next) tide.come();
        else await agenda.shift()?.act();
        await afterEach();
      }
      clock = Math.max(clock, moment);
    },
  };
}
