// Claims:
// - docs/errors.md lists every code that the HTTP APIs answer with, with its status, and no code that they never give.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACCESS_REFUSALS } from '../../functions/access/refusals.ts';
import { API_KEY_REFUSALS } from '../../functions/admin/authorize.ts';
import { ADMIN_REFUSALS } from '../../functions/admin/refusals.ts';
import type { EventRefusal } from '../../shared/stripe/events.ts';
import type { SignatureRefusal } from '../../shared/stripe/signature.ts';

const ROOT = new URL('../../', import.meta.url);

const WEBHOOK_REFUSALS: Readonly<Record<SignatureRefusal | EventRefusal, { readonly status: number }>> = {
  signature_missing: { status: 400 },
  signature_malformed: { status: 400 },
  signature_invalid: { status: 400 },
  signature_stale: { status: 400 },
  event_malformed: { status: 400 },
  event_wrong_mode: { status: 400 },
  event_foreign_account: { status: 400 },
};

const sources = () =>
  globSync('functions/**/*.ts', { cwd: ROOT }).map((path) => readFileSync(new URL(path, ROOT), 'utf8'));

/** `status code`, of every table of refusals and of every refusal written where it is given. */
function given(): Set<string> {
  const tables = [ACCESS_REFUSALS, ADMIN_REFUSALS, API_KEY_REFUSALS, WEBHOOK_REFUSALS];
  const listed = tables
    .flatMap((table) => Object.entries(table))
    .map(([code, { status }]) => `${status} ${code}`);
  const inPlace = sources().flatMap((source) =>
    [...source.matchAll(/status: (\d{3}),\s+code: '([a-z_]+)'/g)].map(
      ([, status = '', code = '']) => `${status} ${code}`,
    ),
  );
  return new Set([...listed, ...inPlace]);
}

function documented(): string[] {
  const text = readFileSync(new URL('docs/errors.md', ROOT), 'utf8');
  return [...text.matchAll(/^\| `([a-z_]+)` +\| (\d{3}) +\|/gm)].map(
    ([, code = '', status = '']) => `${status} ${code}`,
  );
}

test('every code is listed once, with its status, and none that is never given', () => {
  const codes = documented();
  expect(codes.toSorted()).toEqual([...given()].sort());
  expect(new Set(codes).size).toBe(codes.length);
});

test('every refusal that is written in place is found by its status and code', () => {
  const codes = sources().flatMap((source) =>
    [...source.matchAll(/\bcode: '([a-z_]+)'/g)].map(([, code = '']) => code),
  );
  const known = new Set([...given()].map((one) => one.split(' ')[1]));
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.filter((code) => !known.has(code))).toEqual([]);
});
