/**
 * Claims: a restricted key with the rights that the documents list, and no other, is enough for whatever is asked of
 * Stripe: by the running service, by the setup, and by the import, which needs no key of its own. None is listed in vain.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROOT } from '../local/support.ts';

const CALL = /\bstripe\s*\.((?:\w+\s*\.\s*)+)(list|retrieve|create|update|expire|del|cancel)\w*\(/g;
const EXPANDED = /expand(?::| =) \[([^\]]*)\]/gi;

/** Whoever has an object expanded needs the right to read it (docs.stripe.com/stripe-apps/reference/permissions). */
const EXPANDS_TO: Readonly<Record<string, string | undefined>> = {
  balance_transaction: 'balance_transactions',
  charge: 'charges',
  customer: 'customers',
  invoice: 'invoices',
  latest_charge: 'charges',
  latest_invoice: 'invoices',
  payment_intent: 'payment_intents',
  payments: 'invoice_payments',
  products: 'products',
  subscription: 'subscriptions',
};
/** Of the object itself. */
const PARTS = new Set(['data', 'features', 'subscription_update']);

/** The rights that files of shared/stripe, where all of Stripe's SDK is used, need: the stronger one for each resource. */
function neededBy(isOne: (file: string) => boolean): Record<string, 'read' | 'write'> {
  const folder = new URL('shared/stripe/', ROOT);
  const sources = readdirSync(folder)
    .filter(isOne)
    .map((file) => readFileSync(new URL(file, folder), 'utf8'));
  const calls = sources.flatMap((source) =>
    [...source.matchAll(CALL)].map(([, resource = '', verb = '']) => ({
      resource: snakeCase(resource),
      right: verb === 'list' || verb === 'retrieve' ? ('read' as const) : ('write' as const),
    })),
  );
  const expanded = sources.flatMap((source) =>
    [...source.matchAll(EXPANDED)].flatMap(([, paths = '']) => paths.match(/\w+/g) ?? []),
  );
  const reads = expanded
    .filter((part) => !PARTS.has(part))
    .map((part) => ({ resource: EXPANDS_TO[part] ?? `what ${part} expands to`, right: 'read' as const }));
  const all = [...reads, ...calls].sort((a, b) => a.right.localeCompare(b.right));
  return Object.fromEntries(all.map(({ resource, right }) => [resource, right]));
}

/** `billingPortal.sessions.` as `billing_portal_sessions`. */
function snakeCase(chain: string): string {
  const words = chain.replaceAll(/\s/g, '').replace(/\.$/, '').replaceAll('.', '_');
  return words.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function listedIn(document: string): Record<string, string> {
  const text = readFileSync(new URL(document, ROOT), 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+)` +\| (read|write) +\|/gm)];
  return Object.fromEntries(rows.map(([, resource = '', right = '']) => [resource, right]));
}

const isCommands = (file: string) => /^(?:setup|import)/.test(file);

test('the running service', () => {
  const needed = neededBy((file) => !isCommands(file));
  expect(Object.keys(needed).length).toBeGreaterThan(10);
  expect(listedIn('docs/deploy.md')).toEqual(needed);
});

test('the setup', () => {
  expect(listedIn('docs/stripe-setup.md')).toEqual(neededBy((file) => file.startsWith('setup')));
});

test('the import, with the key of the service', () => {
  const needed = neededBy((file) => file.startsWith('import'));
  expect(Object.values(needed)).toEqual(['read', 'read', 'read']);
  const listed = Object.keys(listedIn('docs/deploy.md'));
  expect(listed).toEqual(expect.arrayContaining(Object.keys(needed)));
});
