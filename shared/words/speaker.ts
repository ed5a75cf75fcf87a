import { english } from './english.ts';
import { german } from './german.ts';
import { piecesOf } from './words.ts';
import type { Piece, SlotOf, WordKey, Words } from './words.ts';

/** The languages that Gatefold speaks by itself; any other is the publisher's `words`, all of them. */
export const LANGUAGES: Readonly<Record<string, Words>> = { en: english, de: german };

/** Scripts that are written from right to left, by their ISO 15924 code. */
const RIGHT_TO_LEFT = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa']);

/** U+2068 and U+2069: what stands between them keeps its own direction (UAX #9, section 2.5). */
const [ISOLATE, END_OF_ISOLATE] = ['\u2068', '\u2069'];

type Slots<Key extends WordKey, Value> = [SlotOf<Key>] extends [never]
  ? []
  : [filled: Readonly<Record<SlotOf<Key>, Value>>];

/** Says things in a publication's language and in its publisher's own words. */
export interface Speaker {
  /** BCP 47, as `<html lang>` has it. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** As plain text. Where a language runs right to left, what is filled in is set apart, so that it stays readable. */
  readonly say: <Key extends WordKey>(key: Key, ...slots: Slots<Key, string>) => string;
  /** The same in pieces, for markup around what is filled in. */
  readonly pieces: (key: WordKey) => readonly Piece[];
}

/** @param own the publisher's wording of single texts */
export function createSpeaker(language: string, own: Partial<Words> = {}): Speaker {
  const words: Words = { ...wordsOf(language), ...own };
  const direction = directionOf(language);
  const setApart = (text: string) => (direction === 'rtl' ? `${ISOLATE}${text}${END_OF_ISOLATE}` : text);
  return {
    language,
    direction,
    pieces: (key) => piecesOf(words[key]),
    say: (key, ...[filled = {}]) =>
      piecesOf(words[key])
        .map((piece) => {
          if ('text' in piece) return piece.text;
          const value: unknown = Reflect.get(filled, piece.slot);
          return typeof value === 'string' ? setApart(value) : '';
        })
        .join(''),
  };
}

/** Ours for a language, its regions and scripts included (RFC 4647, section 3.4); English where we do not speak it. */
function wordsOf(language: string): Words {
  return LANGUAGES[new Intl.Locale(language).language] ?? english;
}

export function directionOf(language: string): 'ltr' | 'rtl' {
  const { script = '' } = new Intl.Locale(language).maximize();
  return RIGHT_TO_LEFT.has(script) ? 'rtl' : 'ltr';
}
