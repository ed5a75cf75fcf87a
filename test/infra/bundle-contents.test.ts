/**
 * Claims: what is deployed holds what it needs and nothing beside it: nothing of the local service or of the tests, no
 * package that is only for building, no secret, and no search for credentials. Stripe's SDK goes where Stripe is asked. Each
 * function stays within its budget of bytes, since each is read at every cold start.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import * as z from 'zod';
import { FUNCTIONS } from '../../infra/rights.ts';
import type { FunctionName } from '../../infra/rights.ts';
import manifest from '../../package.json' with { type: 'json' };
import { bundled } from './bundled.ts';
import type { Bundles } from './bundle.ts';

const ROOT = join(import.meta.dirname, '../..');

/** As they were when this was written, and about a tenth more. What is meant to grow is raised here, by hand. */
const BUDGET_KILOBYTES: Readonly<Record<FunctionName, number>> = {
  webhook: 450,
  sync: 790,
  access: 1_050,
  admin: 880,
  mail: 400,
  sweep: 790,
  rotate: 390,
};
const ASKS_STRIPE: readonly FunctionName[] = ['sync', 'access', 'sweep'];

const sourceMap = z.object({ sources: z.array(z.string()), sourcesContent: z.undefined().optional() });
let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundled();
}, 120_000);

/** The files that a bundle is made of, from the repository's root. */
function sourcesOf(name: FunctionName): string[] {
  const folder = bundles[name];
  const map: unknown = JSON.parse(readFileSync(join(folder, 'index.mjs.map'), 'utf8'));
  return sourceMap.parse(map).sources.map((source) => relative(ROOT, resolve(folder, source)));
}

const textOf = (name: FunctionName) => readFileSync(join(bundles[name], 'index.mjs'), 'utf8');
const packageOf = (source: string) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1];

describe.each(FUNCTIONS)('%s', (name) => {
  test('is one file, with a map that quotes no source', () => {
    expect(readdirSync(bundles[name]).sort()).toEqual(['index.mjs', 'index.mjs.map']);
    expect(sourcesOf(name)).toContain(`functions/${name}/handler.ts`);
  });

  test('holds rooms that run on Lambda, and packages that are there for that', () => {
    const rooms = new Set(sourcesOf(name).map((source) => source.split('/')[0]));
    const allowed = ['functions', 'shared', 'client', 'node_modules', 'gatefold.config.ts'];
    expect([...rooms].filter((room) => !allowed.includes(room ?? ''))).toEqual([]);
    const packages = sourcesOf(name).flatMap((source) => packageOf(source) ?? []);
    expect(packages).toContain('zod');
    expect(packages.filter((one) => Object.hasOwn(manifest.devDependencies, one))).toEqual([]);
  });

  test('holds no secret, and looks for no credentials but its own', () => {
    const text = textOf(name);
    const secret =
      /\b(?:sk|rk)_(?:live|test)_\w|\bwhsec_\w|\bA(?:K|S)IA[A-Z0-9]{16}\b|-----BEGIN[A-Z ]*-----\\?n?MI/;
    expect(secret.exec(text)).toBeNull();
    expect(
      sourcesOf(name).filter((source) => /credential-provider-(node|ini|sso|imds)/.test(source)),
    ).toEqual([]);
  });

  test('has the Stripe SDK where Stripe is asked', () => {
    const packages = new Set(sourcesOf(name).map(packageOf));
    expect(packages.has('stripe')).toBe(ASKS_STRIPE.includes(name));
  });

  test('stays within its budget of bytes', () => {
    expect(textOf(name).length / 1_000).toBeLessThan(BUDGET_KILOBYTES[name]);
  });
});
