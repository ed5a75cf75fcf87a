/**
 * Claims: docs/billing.md tells a publisher nothing that no test holds: each row of its tables of access names one, and
 * every test that it names is there. What it says of events is held by test/functions/webhook/types.test.ts.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const folder = new URL('../../docs/', import.meta.url);
const text = readFileSync(new URL('billing.md', folder), 'utf8');

/** `[file](../test/…): “name”`, in a table or across the lines of a paragraph. */
const NAMED_TEST = /\[[^\]]+\]\((\.\.\/test\/[^)]+)\):\s“([^”]+)”/g;

const named = [...text.matchAll(NAMED_TEST)].map(([, file = '', name = '']) => ({ file, name }));

describe('a test that docs/billing.md names is there', () => {
  test('and there are many', () => {
    expect(named.length).toBeGreaterThan(90);
  });

  test.each(named)('$name', ({ file, name }) => {
    expect(readFileSync(new URL(file, folder), 'utf8')).toContain(name);
  });
});

test('every row of a table names one', () => {
  const [access = ''] = text.split('\n## Events\n');
  const rows = access.split('\n').filter((line) => line.startsWith('|'));
  const held = rows.filter((line) => !/^\| (what|-)/.test(line));
  expect(held.length).toBeGreaterThan(70);
  expect(held.filter((line) => [...line.matchAll(NAMED_TEST)].length === 0)).toEqual([]);
});

test('every page it links to is there', () => {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(new URL(link, folder)))).toEqual([]);
});
