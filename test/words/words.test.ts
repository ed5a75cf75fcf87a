// Claims:
// - A publication in a language that Gatefold speaks has every text in it, each with the same things filled in.
// - A publisher may say single things in their own words; a mistake in them is found before anything starts.
// - A publication in any other language is possible, once all its words are there, and never half in English.
import { describe, expect, test } from 'vitest';
import { ConfigError, defineConfig } from '../../shared/config/schema.ts';
import type { GatefoldConfigInput } from '../../shared/config/schema.ts';
import founding from '../../gatefold.config.ts';
import { english } from '../../shared/words/english.ts';
import { LANGUAGES, createSpeaker, directionOf } from '../../shared/words/speaker.ts';
import { slotsOf } from '../../shared/words/words.ts';

describe.each(Object.entries(LANGUAGES))('%s', (_, words) => {
  test('has every text, and none that nobody says', () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    expect(Object.values(words).filter((text) => text.trim() === '')).toEqual([]);
  });

  test('fills in what the English fills in', () => {
    const slotsIn = (texts: Readonly<Record<string, string>>) =>
      Object.entries(texts)
        .map(([key, text]) => `${key}: ${slotsOf(text).join(', ')}`)
        .sort();
    expect(slotsIn(words)).toEqual(slotsIn(english));
  });
});

test('a translation says something else than the English', () => {
  const same = Object.entries(LANGUAGES.de ?? {}).filter(([key, text]) => Reflect.get(english, key) === text);
  expect(same).toEqual([]);
});

test.each([
  ['en', 'Read The Fold', 'ltr'],
  ['en-GB', 'Read The Fold', 'ltr'],
  ['de', 'The Fold lesen', 'ltr'],
  ['de-AT', 'The Fold lesen', 'ltr'],
])('in %s: %s', (language, said, direction) => {
  const speaker = createSpeaker(language);
  expect(speaker.say('page.read', { publication: 'The Fold' })).toBe(said);
  expect(speaker.direction).toBe(direction);
});

test.each([
  ['ar', 'rtl'],
  ['he-IL', 'rtl'],
  ['fa', 'rtl'],
  ['ur-PK', 'rtl'],
  ['az-Arab', 'rtl'],
  ['az', 'ltr'],
  ['pa', 'ltr'],
  ['pa-PK', 'rtl'],
  ['zh-Hant', 'ltr'],
])('%s runs %s', (language, direction) => {
  expect(directionOf(language)).toBe(direction);
});

test('what is filled in is filled in as it is, whatever it looks like', () => {
  const publication = '{support} & $& <b>';
  expect(createSpeaker('en').say('page.read', { publication })).toBe(`Read ${publication}`);
});

describe('a publisher’s own words', () => {
  const mistakes = (changes: Pick<GatefoldConfigInput, 'words'> & { language?: string }): string[] => {
    const { words, language = 'en' } = changes;
    try {
      defineConfig({
        ...founding,
        publication: { ...founding.publication, language },
        ...(words && { words }),
      });
      return [];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.message
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
    }
  };

  test('stand where ours stood, and leave all others as they were', () => {
    const words = { 'page.read': 'Back to {publication}' };
    expect(mistakes({ words })).toEqual([]);
    const speaker = createSpeaker('en', words);
    expect(speaker.say('page.read', { publication: 'The Fold' })).toBe('Back to The Fold');
    expect(speaker.say('signIn.title')).toBe('Sign in');
  });

  test.each([
    ['a slot left out', { 'page.read': 'Read' }, 'words.page.read: has to fill in exactly: publication'],
    [
      'a slot too many',
      { 'signIn.title': 'Hello {address}' },
      'words.signIn.title: has to fill in exactly: nothing',
    ],
    [
      'a line break',
      { 'mail.signIn.subject': '{code}\r\nBcc: {publication}' },
      'words.mail.signIn.subject: one line',
    ],
    ['nothing', { 'signIn.title': ' ' }, /^words\.signIn\.title: Too small/],
  ])('%s is a mistake, named by its text', (_, words, mistake) => {
    expect(mistakes({ words })).toEqual([expect.stringMatching(mistake) as string]);
  });

  test('for a text that there is none of are a mistake', () => {
    const words = { 'page.reed': 'Read {publication}' } as GatefoldConfigInput['words'];
    expect(mistakes({ words }).join()).toMatch(/words/);
  });

  test('for a language that Gatefold does not speak have to be all of them', () => {
    expect(mistakes({ language: 'ar', words: { ...english } })).toEqual([]);
    const { 'signIn.title': left, ...rest } = english;
    expect(left).toBe('Sign in');
    expect(mistakes({ language: 'ar', words: rest })).toEqual([
      'words.signIn.title: Gatefold has no words for "ar": write it, like all others',
    ]);
  });

  test.each(['', 'english', 'EN', 'de_AT', 'de-at', 'x'])('%j is no language', (language) => {
    expect(mistakes({ language })).toEqual(['publication.language: a language such as "en" or "de-AT"']);
  });
});
