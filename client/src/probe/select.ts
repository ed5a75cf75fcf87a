import { elementsOf, type Element } from './html.ts';

/** One step of a selector: `div.paid#main[hidden]`. */
const COMPOUND = /^([a-z][\w-]*|\*)?((?:[.#][\w-]+|\[[\w-]+(?:=(?:"[^"]*"|[\w-]+))?\])*)$/i;
const PARTS = /([.#])([\w-]+)|\[([\w-]+)(?:="?([^"\]]*)"?)?\]/g;

/**
 * Elements by a CSS selector of tags, classes, ids and attributes, with descendants and lists: `.paid, main .rest`.
 * `undefined` for any other selector.
 */
export function select(root: Element, selector: string): readonly Element[] | undefined {
  const lists = selector.split(',').map((one) => one.trim().split(/\s+/));
  if (lists.some((steps) => steps.some((step) => step === '' || !COMPOUND.test(step)))) return undefined;
  return [...elementsOf(root)].filter((element) => lists.some((steps) => matches(element, steps)));
}

function matches(element: Element, steps: readonly string[]): boolean {
  const last = steps.at(-1);
  if (last === undefined) return true;
  if (!isOne(element, last)) return false;
  const rest = steps.slice(0, -1);
  if (rest.length === 0) return true;
  for (let above = element.parent; above !== undefined; above = above.parent)
    if (matches(above, rest)) return true;
  return false;
}

function isOne({ tag, attributes }: Element, compound: string): boolean {
  const [, name = '*', parts = ''] = COMPOUND.exec(compound) ?? [];
  if (name !== '*' && name.toLowerCase() !== tag) return false;
  return [...parts.matchAll(PARTS)].every(([, sign, value = '', attribute, wanted]) => {
    if (sign === '.') return (attributes.get('class') ?? '').split(/\s+/).includes(value);
    if (sign === '#') return attributes.get('id') === value;
    const held = attributes.get((attribute ?? '').toLowerCase());
    return held !== undefined && (wanted === undefined || held === wanted);
  });
}
