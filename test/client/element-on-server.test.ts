/** Claims: a page that is rendered on a server may import the element and the session there, and nothing happens. */
import { expect, test } from 'vitest';
import { defineGate, GERMAN, ENGLISH } from '../../client/src/element.ts';
import { createSession } from '../../client/src/session.ts';

test('importing them and making a session asks nobody, and the state is not known', () => {
  const asked: string[] = [];
  const fetch = (url: string) => {
    asked.push(url);
    return Promise.reject(new Error('nobody is there'));
  };
  const session = createSession({ issuer: 'https://a.example', audience: 'a', features: ['news'], fetch });
  expect(session.state).toBe('starting');
  expect(asked).toEqual([]);
  expect(defineGate({ words: { fr: { signIn: 'Se connecter' } } })).toBeTypeOf('function');
  defineGate();
});

test('German says all that English says, and fills in the same', () => {
  const blanks = (words: object) =>
    Object.entries(words).map(([word, text]) => [word, (String(text).match(/\{\w+\}/g) ?? []).sort()]);
  expect(blanks(GERMAN)).toEqual(blanks(ENGLISH));
});
