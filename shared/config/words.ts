import * as z from 'zod';
import { english } from '../words/english.ts';
import { LANGUAGES } from '../words/speaker.ts';
import { slotsOf } from '../words/words.ts';
import type { WordKey, Words } from '../words/words.ts';

const KEYS = Object.keys(english) as WordKey[];

export const wordsInput = z.partialRecord(
  z.enum(KEYS),
  z
    .string()
    .trim()
    .min(1)
    .max(1_000)
    .regex(/^\P{Cc}*$/u, 'one line'),
);

/** What is wrong with a publisher's own words: by the name of the text, one sentence each. */
export function wordsMistakes(language: string, own: Partial<Words>): [WordKey, string][] {
  const isOurs = new Intl.Locale(language).language in LANGUAGES;
  return KEYS.flatMap((key): [WordKey, string][] => {
    const text = own[key];
    if (text === undefined) {
      return isOurs ? [] : [[key, `Gatefold has no words for "${language}": write it, like all others`]];
    }
    const [wanted, given] = [slotsOf(english[key]), slotsOf(text)].map((slots) => slots.join(', '));
    return wanted === given ? [] : [[key, `has to fill in exactly: ${wanted === '' ? 'nothing' : wanted}`]];
  });
}
