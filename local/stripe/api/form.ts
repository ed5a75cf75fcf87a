/** A parsed form: text, lists, and objects without a prototype. */
export type FormValue = string | FormValue[] | Branch;
interface Branch {
  [key: string]: FormValue;
}

const KEY = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;

/**
 * Reads Stripe's bracketed form encoding, as in `line_items[0][price]=…` and `expand[]=…`.
 *
 * @returns undefined where a key cannot be read
 */
export function parseForm(encoded: string): Branch | undefined {
  const root = branch();
  for (const [key, value] of new URLSearchParams(encoded)) {
    const match = KEY.exec(key);
    if (match === null) return undefined;
    const [, head = '', rest = ''] = match;
    const path = [head, ...Array.from(rest.matchAll(/\[([^\]]*)\]/g), ([, segment]) => segment ?? '')];
    if (!place(root, path, value)) return undefined;
  }
  return listsIn(root) as Branch;
}

function branch(): Branch {
  return Object.create(null) as Branch;
}

function place(root: Branch, path: readonly string[], value: string): boolean {
  let node = root;
  for (const [depth, segment] of path.entries()) {
    const key = segment === '' ? String(Object.keys(node).length) : segment;
    if (depth === path.length - 1) {
      node[key] = value;
      return true;
    }
    const next = (node[key] ??= branch());
    if (typeof next === 'string' || Array.isArray(next)) return false;
    node = next;
  }
  return false;
}

/** Turns every object whose keys count from 0 into a list. */
function listsIn(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, child]) => [key, listsIn(child)] as const);
  if (entries.length > 0 && entries.every(([key], index) => key === String(index))) {
    return entries.map(([, child]) => child);
  }
  const result = branch();
  for (const [key, child] of entries) result[key] = child;
  return result;
}
