import type { Section } from './sections.ts';

export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of a row names the row. */
  readonly rows: readonly (readonly string[])[];
  readonly source: string;
}

/** A piece of the text; a bare string is a paragraph. */
export type Block =
  | string
  | { readonly heading: string }
  | { readonly quote: string; readonly by: string }
  | { readonly list: readonly string[] }
  | { readonly table: Table };

export interface Illustration {
  /** A whole SVG document, 1200 by 675. It carries no style attributes: the site's policy refuses them. */
  readonly svg: string;
  readonly alt: string;
  readonly caption: string;
  readonly credit: string;
}

export interface Article {
  readonly slug: string;
  readonly section: Section;
  /** Open to all, whatever its section. */
  readonly free: boolean;
  readonly headline: string;
  readonly standfirst: string;
  readonly author: { readonly name: string; readonly role: string };
  /** RFC 3339, UTC. */
  readonly publishedAt: string;
  readonly illustration: Illustration;
  /** The first paragraphs of the text. Everybody may read them. */
  readonly excerpt: readonly string[];
  /** The rest of the text. It leaves the server only for a reader who may have it. */
  readonly body: readonly Block[];
}
