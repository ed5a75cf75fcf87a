/**
 * Claims: docs/billing.md tells a publisher nothing that no test holds. Every test that it names is there, and its list
 * of events is the list that is acted on.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SYNC_EVENT_TYPES } from '../../shared/stripe/events.ts';

const folder = new URL('../../docs/', import.meta.url);
const text = readFileSync(new URL('billing.md', folder), 'utf8');

/** `[file](../test/…): “name”`, in a table or across the lines of a paragraph. */
const NAMED_TEST = /\[[^\]]+\]\((\.\.\/test\/[^)]+)\):\s“([^”]+)”/g;

const named = [...text.matchAll(NAMED_TEST)].map(([, file = '', name = '']) => ({ file, name }));

describe('a test that docs/billing.md names is there', () => {
  test('and there are many', () => {
    expect(named.length).toBeGreaterThan(30);
  });

  test.each(named)('$name', ({ file, name }) => {
    expect(readFileSync(new URL(file, folder), 'utf8')).toContain(name);
  });
});

test('every row of a table names one', () => {
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const held = rows.filter((line) => !/^\| (what|-)/.test(line));
  expect(held.length).toBeGreaterThan(25);
  expect(held.filter((line) => [...line.matchAll(NAMED_TEST)].length === 0)).toEqual([]);
});

test('every page it links to is there', () => {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(new URL(link, folder)))).toEqual([]);
});

test('the events it lists are those that are acted on', () => {
  const listed = [...text.matchAll(/^- `([\w.]+)`$/gm)].map(([, type]) => type);
  expect(listed).toEqual([...SYNC_EVENT_TYPES]);
});
