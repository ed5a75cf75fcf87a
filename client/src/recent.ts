/** A map of at most `size` entries: the one not asked for longest makes room. */
export interface LeastRecent<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
}

export function createLeastRecent<Key, Value>(size: number): LeastRecent<Key, Value> {
  /** A Map keeps the order in which its keys were put in. */
  const entries = new Map<Key, Value>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.set(key, value);
      if (entries.size > size) for (const oldest of entries.keys()) return void entries.delete(oldest);
    },
  };
}
