/** What is being put together, before it is frozen. */
export type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

/** A string that says something. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A JSON object: not an array, not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
