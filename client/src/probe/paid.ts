import type { Answer } from './answer.ts';
import { elementsOf, type Element } from './html.ts';
import { isObject } from '../json.ts';
import { select } from './select.ts';
import { folded, textOf, unescaped } from './text.ts';

/** What is known of a page's paid text. */
export interface Paid {
  /** Selectors of the paid parts: of the page's JSON-LD, and as told. */
  readonly selectors: readonly string[];
  /** Sentences of it: as told, and as a reader with a token is shown them. White space folded. */
  readonly sentences: readonly string[];
}

/** Shorter ones may stand elsewhere by chance. */
const SHORTEST_TELLING = 40;

/** The JSON-LD of a page: every object in it, at any depth. Scripts that are no JSON are passed over. */
export function jsonLdOf(page: Element): readonly Record<string, unknown>[] {
  return [...elementsOf(page)]
    .filter(({ tag, attributes }) => tag === 'script' && attributes.get('type') === 'application/ld+json')
    .flatMap((script) => {
      const text = script.children.map((child) => (child.kind === 'text' ? child.text : '')).join('');
      try {
        return objectsIn(JSON.parse(text));
      } catch {
        return [];
      }
    });
}

function objectsIn(value: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

/** `isAccessibleForFree` is written as a boolean or as text. */
export function isPaid({ isAccessibleForFree }: Record<string, unknown>): boolean {
  return (
    isAccessibleForFree === false || /^(https?:\/\/schema\.org\/)?false$/i.test(String(isAccessibleForFree))
  );
}

/** developers.google.com/search/docs/appearance/structured-data/paywalled-content */
export function paidSelectorsOf(page: Element): readonly string[] {
  return jsonLdOf(page)
    .filter(isPaid)
    .flatMap(({ cssSelector }) => (typeof cssSelector === 'string' ? [cssSelector] : cssSelector))
    .filter((selector): selector is string => typeof selector === 'string');
}

/** Sentences that a reader with a token is shown, and a stranger is not. */
export function paidSentences(unlocked: Answer, locked: Answer): readonly string[] {
  const open = textOf(locked.page);
  return sentencesOf(textOf(unlocked.page)).filter((sentence) => !open.includes(sentence));
}

export function sentencesOf(text: string): readonly string[] {
  return folded(text)
    .split(/(?<=[.?!]["”’]?) /)
    .filter((sentence) => sentence.length >= SHORTEST_TELLING);
}

/** The first paid sentence that a text has in it, in whatever way it is written there. */
export function paidSentenceIn(text: string, sentences: readonly string[]): string | undefined {
  const plain = folded(text);
  const withoutEscapes = folded(unescaped(text));
  return sentences.find((sentence) => plain.includes(sentence) || withoutEscapes.includes(sentence));
}

export const partsOf = (page: Element, selectors: readonly string[]): readonly Element[] =>
  selectors.flatMap((selector) => select(page, selector) ?? []);
