/** A map that forgets: of `size` entries at most, the half that was asked for last is always there. */
export interface Recent<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
}

/** Two generations: when the young one is full it becomes the old one. No entry is ever moved out one by one. */
export function createRecent<Key, Value>(size: number): Recent<Key, Value> {
  let young = new Map<Key, Value>();
  let old = young;

  function set(key: Key, value: Value): void {
    if (young.size >= size / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }

  function get(key: Key): Value | undefined {
    const recent = young.get(key);
    if (recent !== undefined) return recent;
    const value = old.get(key);
    if (value !== undefined) set(key, value);
    return value;
  }

  return { get, set };
}
