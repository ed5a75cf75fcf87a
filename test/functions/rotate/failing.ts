import type { RotateDeps } from '../../../functions/rotate/run.ts';

/** How one call goes wrong: it was never carried out, or its answer was lost after it was. */
export type Trouble = 'refused' | 'answer lost';

export interface Failing {
  /** Goes to every call of a rotation, in the order in which they are made. */
  readonly guard: <Args extends unknown[], Result>(
    call: (...args: Args) => Promise<Result>,
  ) => (...args: Args) => Promise<Result>;
  readonly calls: () => number;
}

/** @param at the call that fails, counted from 1; none where it is not reached */
export function failingAt(at: number, trouble: Trouble): Failing {
  let calls = 0;
  return {
    calls: () => calls,
    guard:
      (call) =>
      async (...args) => {
        const fails = (calls += 1) === at;
        if (fails && trouble === 'refused') throw new Error('ProvisionedThroughputExceededException');
        const result = await call(...args);
        if (fails) throw new Error('socket hang up');
        return result;
      },
  };
}

/** The daily rotation, with a guard before each call to DynamoDB and KMS. */
export function guardRotation<Deps extends RotateDeps>(deps: Deps, { guard }: Failing): Deps {
  const { keys, keyWrap } = deps;
  return {
    ...deps,
    keys: {
      list: guard(() => keys.list()),
      add: guard((...args: Parameters<typeof keys.add>) => keys.add(...args)),
      activate: guard((...args: Parameters<typeof keys.activate>) => keys.activate(...args)),
      remove: guard((...args: Parameters<typeof keys.remove>) => keys.remove(...args)),
    },
    keyWrap: { ...keyWrap, wrap: guard((...args: Parameters<typeof keyWrap.wrap>) => keyWrap.wrap(...args)) },
  };
}
