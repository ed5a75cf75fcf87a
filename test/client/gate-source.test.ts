/** Claims: a reader's token is sent to the page's own origin and to those that are named, over https or inside one machine. */
import { expect, test } from 'vitest';
import { sourceOf } from '../../client/src/gate-source.ts';

const PAGE = 'https://www.thefold.example/articles/1';
const ORIGIN = 'https://www.thefold.example';

test.each([
  ['/paid/1', '', 'https://www.thefold.example/paid/1'],
  ['paid', '', 'https://www.thefold.example/articles/paid'],
  ['https://text.thefold.example/1', 'https://text.thefold.example', 'https://text.thefold.example/1'],
  [
    'https://text.thefold.example/1',
    ' https://a.example\n https://text.thefold.example ',
    'https://text.thefold.example/1',
  ],
])('%s is asked, where %j is named', (src, named, url) => {
  expect(String(sourceOf(src, PAGE, ORIGIN, named))).toBe(url);
});

test.each([
  ['', '', 'not_a_url'],
  ['https://', '', 'not_a_url'],
  ['https://me:secret@www.thefold.example/', '', 'not_a_url'],
  ['https://www.thefold.example@evil.example/', '', 'not_a_url'],
  ['//evil.example/1', '', 'foreign_origin'],
  ['/\\evil.example/1', '', 'foreign_origin'],
  ['https://www.thefold.example.evil.example/', '', 'foreign_origin'],
  ['https://thefold.example/', '', 'foreign_origin'],
  ['https://www.thefold.example:8443/', '', 'foreign_origin'],
  ['https://evil.example/', 'evil.example https://evil.example/ *', 'foreign_origin'],
  ['http://www.thefold.example/', 'http://www.thefold.example', 'not_https'],
  ['data:text/html,x', '', 'not_https'],
  ['javascript:alert(1)', '', 'not_https'],
  ['blob:https://www.thefold.example/1', '', 'not_https'],
])('%s is refused, where %j is named: %s', (src, named, why) => {
  expect(sourceOf(src, PAGE, ORIGIN, named)).toBe(why);
});

test('a page’s <base> moves where a path leads, and not where a token may go', () => {
  expect(sourceOf('/paid/1', 'https://evil.example/', ORIGIN, '')).toBe('foreign_origin');
});

test('on one’s own machine plain http will do', () => {
  expect(String(sourceOf('/1', 'http://127.0.0.1:3001/', 'http://127.0.0.1:3001', ''))).toBe(
    'http://127.0.0.1:3001/1',
  );
});
