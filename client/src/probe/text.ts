import { elementsOf, type Element } from './html.ts';

/** No text of theirs is shown. */
const NEVER_SHOWN = new Set(['script', 'style', 'template', 'noscript', 'head', 'title']);

/** What stands in for a paid part, and is no part of it. */
const WAYS_IN = new Set(['a', 'aside', 'button', 'dialog', 'form', 'nav', 'gatefold-gate']);

/** With its white space folded, as two texts are compared. */
export function folded(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** All text of a page that a reader may see, hidden by a style sheet or not. */
export function textOf(element: Element): string {
  return folded(gather(element, (one) => !NEVER_SHOWN.has(one.tag)));
}

/** The text in a paid part, `template` and the like among it, without the offer that may stand there. */
export function paidTextOf(element: Element): string {
  return folded(gather(element, (one) => !WAYS_IN.has(one.tag) && one.tag !== 'style'));
}

/** Text that the page holds and its own markup hides: `hidden`, `display: none` inline or by a rule of its own. */
export function hiddenTexts(root: Element): readonly string[] {
  const hidden = hiddenClasses(root);
  const isHidden = ({ attributes, tag }: Element) =>
    tag === 'template' ||
    attributes.has('hidden') ||
    HIDING.test(attributes.get('style') ?? '') ||
    (attributes.get('class') ?? '').split(/\s+/).some((name) => hidden.has(name));
  const outermost = [...elementsOf(root)].filter(
    (element) => isHidden(element) && !ancestorsOf(element).some(isHidden),
  );
  return outermost.map(paidTextOf).filter((text) => text !== '');
}

/** The strings in a page's scripts: JSON, state for hydration, and strings within those. Their markup is left out. */
export function scriptStrings(root: Element): readonly string[] {
  const scripts = [...elementsOf(root)].filter(
    ({ tag, attributes }) => tag === 'script' && attributes.get('type') !== 'application/ld+json',
  );
  const outer = scripts.flatMap((script) => stringsIn(gather(script, () => true)));
  return [...outer, ...outer.flatMap(stringsIn)].map((text) => folded(text.replaceAll(/<[^>]*>/g, ' ')));
}

function stringsIn(source: string): readonly string[] {
  const literals = source.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g) ?? [];
  return literals.map((literal) => unescaped(literal.slice(1, -1)));
}

/** The text of a file that is no HTML, such as JSON or a feed, its escapes resolved. */
export function unescaped(text: string): string {
  return text
    .replaceAll(/\\u([\da-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/\\[nrt]/g, ' ')
    .replaceAll(/\\(.)/g, '$1');
}

const HIDING =
  /display\s*:\s*none|visibility\s*:\s*hidden|(?:max-)?height\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])/i;

/** Classes that a style element of the page hides. */
function hiddenClasses(root: Element): ReadonlySet<string> {
  const css = [...elementsOf(root)]
    .filter(({ tag }) => tag === 'style')
    .map((one) => gather(one, () => true));
  const rules = css.join('\n').matchAll(/([^{}]+)\{([^{}]*)\}/g);
  return new Set(
    [...rules]
      .filter(([, , body = '']) => HIDING.test(body))
      .flatMap(([, selectors = '']) => selectors.split(','))
      .flatMap((selector) => /\.([\w-]+)\s*$/.exec(selector)?.[1] ?? []),
  );
}

function ancestorsOf({ parent }: Element): readonly Element[] {
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent)];
}

/** Inline elements run on; every other one ends a word. */
const INLINE = new Set([
  'a',
  'abbr',
  'b',
  'cite',
  'code',
  'em',
  'i',
  'mark',
  'q',
  's',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'time',
  'u',
]);

function gather(element: Element, enters: (element: Element) => boolean): string {
  return element.children
    .map((child) => {
      if (child.kind !== 'element') return child.kind === 'text' ? child.text : ' ';
      if (!enters(child)) return ' ';
      const text = gather(child, enters);
      return INLINE.has(child.tag) ? text : ` ${text} `;
    })
    .join('');
}
