type Adapter<T> = Readonly<Record<keyof T, (...args: never[]) => Promise<unknown>>>;

/** An adapter that is loaded by the first call of it. */
export function lazily<T extends Adapter<T>>(load: () => Promise<T>): T {
  return new Proxy({} as T, {
    get:
      (_, name) =>
      async (...args: never[]) =>
        (await load())[name as keyof T](...args),
  });
}
