import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<string>();

/** Whatever is logged or mailed by `run`, and by what it waits for, carries the id of the request that it is done for. */
export function inRequest<Result>(requestId: string, run: () => Result): Result {
  return scope.run(requestId, run);
}

/** `undefined` where no request is being answered: on a schedule, or for a message that carries none. */
export function currentRequestId(): string | undefined {
  return scope.getStore();
}
