/** As much of HTML as a page's text, links and attributes take: html.spec.whatwg.org, "Parsing HTML documents". */

export interface Element {
  readonly kind: 'element';
  /** In lower case; '' for the document. */
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: Element | undefined;
  readonly children: (Element | Text)[];
}

export interface Text {
  readonly kind: 'text' | 'comment';
  readonly text: string;
}

const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);
/** Their content is text up to their own end tag. */
const RAW = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes']);
/** Of these, character references are read all the same. */
const ESCAPABLE_RAW = new Set(['textarea', 'title']);
/** A start tag of the same name ends the one before it. */
const CLOSED_BY_SIBLING = new Set(['p', 'li', 'dt', 'dd', 'option', 'tr', 'td', 'th']);

const TOKEN =
  /<!--([\s\S]*?)(?:-->|$)|<!\[CDATA\[([\s\S]*?)\]\]>|<[!?][^>]*>|<\/([a-z][^\s/>]*)[^>]*>|<([a-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

export function parseHtml(source: string): Element {
  const root = createElement('', '', undefined);
  let open = root;
  let at = 0;
  const addText = (text: string) => {
    if (text !== '') open.children.push({ kind: 'text', text: decodeReferences(text) });
  };
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(source); token !== null; token = TOKEN.exec(source)) {
    addText(source.slice(at, token.index));
    at = TOKEN.lastIndex;
    const [, comment, cdata, endTag, startTag, attributes = ''] = token;
    if (comment !== undefined) open.children.push({ kind: 'comment', text: comment });
    if (cdata !== undefined) open.children.push({ kind: 'text', text: cdata });
    if (endTag !== undefined) open = closed(open, endTag.toLowerCase());
    if (startTag === undefined) continue;
    const tag = startTag.toLowerCase();
    const parent = CLOSED_BY_SIBLING.has(tag) && open.tag === tag ? (open.parent ?? root) : open;
    const element = createElement(tag, attributes, parent);
    parent.children.push(element);
    open = VOID.has(tag) ? parent : element;
    if (RAW.has(tag)) {
      const end = endOfRaw(source, tag, at);
      const text = source.slice(at, end);
      element.children.push({ kind: 'text', text: ESCAPABLE_RAW.has(tag) ? decodeReferences(text) : text });
      at = TOKEN.lastIndex = end;
    }
  }
  addText(source.slice(at));
  return root;
}

/** Every element below, in the order of the document. */
export function* elementsOf(root: Element): Generator<Element> {
  for (const child of root.children) {
    if (child.kind !== 'element') continue;
    yield child;
    yield* elementsOf(child);
  }
}

function createElement(tag: string, attributes: string, parent: Element | undefined): Element {
  const read = new Map<string, string>();
  for (const [, name = '', double, single, bare = ''] of attributes.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase();
    if (!read.has(key)) read.set(key, decodeReferences(double ?? single ?? bare));
  }
  return { kind: 'element', tag, attributes: read, parent, children: [] };
}

/** What is open after an end tag; one that closes nothing is passed over. */
function closed(open: Element, tag: string): Element {
  for (let element = open; element.parent !== undefined; element = element.parent) {
    if (element.tag === tag) return element.parent;
  }
  return open;
}

function endOfRaw(source: string, tag: string, from: number): number {
  const end = new RegExp(`</${tag}[\\s/>]`, 'gi');
  end.lastIndex = from;
  return end.exec(source)?.index ?? source.length;
}

const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', shy: '' },
  ...{ lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', ndash: '–', mdash: '—', hellip: '…' },
};

export function decodeReferences(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return NAMED[name] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
