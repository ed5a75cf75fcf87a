/**
 * Tells search engines which part of a page is paid for.
 *
 * @module
 */
import { UsageError } from './errors.ts';

/** A schema.org type and its properties, such as `{ '@type': 'NewsArticle', headline: … }`. */
export interface PageProperties {
  readonly '@type': string | readonly string[];
  readonly [property: string]: unknown;
}

/** What holds a whole text: in a page's source everybody reads it. */
const WHOLE_TEXTS = ['articleBody', 'text', 'reviewBody'];

/**
 * JSON-LD of a page with paid parts, for a `<script type="application/ld+json">`: no value in it can close the
 * element. It says the same whether the page is locked or not, so give it nothing that only subscribers may read.
 * developers.google.com/search/docs/appearance/structured-data/paywalled-content
 *
 * @param paidSelectors a CSS selector each, of a class, for the parts that are paid for; none where the page is free
 * @throws {UsageError} configuration_invalid, where a property holds the text itself, or a selector is not `.class`
 */
export function paywallJsonLd(page: PageProperties, ...paidSelectors: readonly string[]): string {
  const isFree = paidSelectors.length === 0;
  for (const name of isFree ? [] : WHOLE_TEXTS) {
    if (name in page) throw new UsageError('configuration_invalid', `${name} gives the paid text away`);
  }
  const parts = paidSelectors.map((cssSelector) => {
    if (!/^\.[\w-]+$/.test(cssSelector)) throw new UsageError('configuration_invalid', cssSelector);
    return { '@type': 'WebPageElement', isAccessibleForFree: false, cssSelector };
  });
  const hasPart = parts.length === 1 ? parts[0] : parts;
  return scriptJson({
    '@context': 'https://schema.org',
    ...page,
    isAccessibleForFree: isFree,
    ...(!isFree && { hasPart }),
  });
}

/** JSON for a script element: `<` is written as an escape, so that no value can close the element or open a comment. */
function scriptJson(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
