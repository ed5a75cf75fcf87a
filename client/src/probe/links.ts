import type { Answer } from './answer.ts';
import { elementsOf } from './html.ts';

export interface Links {
  /** Other forms of the page that it names: feeds, AMP, print, JSON, oEmbed. */
  readonly alternates: readonly string[];
  /** What its gates fetch. */
  readonly sources: readonly string[];
}

/** @param feature of the gates, only those for it */
export function linksOf({ page, url }: Answer, feature: string | undefined): Links {
  const alternates: string[] = [];
  const sources: string[] = [];
  for (const { tag, attributes } of elementsOf(page)) {
    const kinds = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/);
    if (
      tag === 'link' &&
      kinds.some((kind) => kind === 'amphtml' || kind === 'alternate') &&
      !kinds.includes('stylesheet')
    )
      push(alternates, attributes.get('href'), url);
    if (tag === 'a' && (kinds.includes('alternate') || /\bprint\b/i.test(attributes.get('href') ?? '')))
      push(alternates, attributes.get('href'), url);
    if (tag === 'gatefold-gate' && (feature === undefined || attributes.get('feature') === feature))
      push(sources, attributes.get('src'), url);
  }
  return { alternates, sources };
}

function push(into: string[], href: string | undefined, base: string): void {
  if (href === undefined || !URL.canParse(href, base)) return;
  const url = new URL(href, base);
  url.hash = '';
  const isOther = url.protocol.startsWith('http') && url.href !== base && !into.includes(url.href);
  if (isOther) into.push(url.href);
}
