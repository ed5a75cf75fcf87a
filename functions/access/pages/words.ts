import type { GatefoldConfig } from '../../../shared/config/schema.ts';
import { english } from '../../../shared/words/english.ts';
import { createSpeaker } from '../../../shared/words/speaker.ts';
import type { Speaker } from '../../../shared/words/speaker.ts';
import type { WordKey } from '../../../shared/words/words.ts';
import { refusal } from '../refusals.ts';
import type { AccessRefusal } from '../refusals.ts';

/** Of the pages whose words are in the code. */
export const ENGLISH = createSpeaker('en');

/** In the language of the publication, and in the publisher's own words. */
export function speakerOf({ publication, words }: GatefoldConfig): Speaker {
  return createSpeaker(publication.language, words);
}

/** What a person is told of a refusal; in English where it is none of signing in. */
export function refusalWords(code: AccessRefusal, speaker: Speaker): string {
  const key = `refused.${code}`;
  return isSaid(key) ? speaker.say(key) : refusal(code).detail;
}

function isSaid(key: string): key is Extract<WordKey, `refused.${string}`> {
  return key in english;
}
