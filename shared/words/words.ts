import type { english } from './english.ts';

export type WordKey = keyof typeof english;
export type Words = Readonly<Record<WordKey, string>>;

type SlotsIn<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}`
  ? Slot | SlotsIn<Rest>
  : never;
/** What is filled into a text, by its English: `SlotOf<'page.read'>` is `'publication'`. */
export type SlotOf<Key extends WordKey> = SlotsIn<(typeof english)[Key]>;

/** A text in pieces: what is said, and what is to be filled in between. */
export type Piece = { readonly text: string } | { readonly slot: string };

export function piecesOf(text: string): Piece[] {
  return text.split(/(\{[a-z]+\})/).flatMap((part): Piece[] => {
    if (part === '') return [];
    const [, slot] = /^\{([a-z]+)\}$/.exec(part) ?? [];
    return [slot === undefined ? { text: part } : { slot }];
  });
}

/** The slots of a text, sorted; what a translation has to share with the English. */
export function slotsOf(text: string): string[] {
  const slots = piecesOf(text).flatMap((piece) => ('slot' in piece ? [piece.slot] : []));
  return [...new Set(slots)].sort();
}
