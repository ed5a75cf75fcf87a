// Claims:
// - The admin API's document is valid OpenAPI 3.1, and names every call that there is, what each needs, and how it refuses.
// - What it says of answers is held to by every answer in these tests: an undocumented member or status is found.
// - It is there for anybody, and tells nothing of the deployment but where it is.
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCOPES } from '../../../shared/store/apikeys.ts';
import { createAdminContract } from '../../support/admin-contract.ts';
import type { AdminDocument } from '../../support/admin-contract.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
let document: AdminDocument;
beforeAll(async () => {
  world = await openWorld();
  document = (await (await fetch(`${world.issuer}/admin/openapi.json`)).json()) as AdminDocument;
});
afterAll(() => world.close());

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly 'x-scope': string;
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, unknown>>;
}
const operations = () =>
  Object.values(document.paths).flatMap((methods) => Object.values(methods)) as unknown as Described[];

test('it is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const result = await validator.validate({ ...structuredClone(document) });
  expect(result.errors ?? []).toEqual([]);
  expect(validator.version).toBe('3.1');
});

test('it names every call of the API', () => {
  const called = world.service.apps.admin.routes
    .filter(({ path, method }) => path.startsWith('/admin/v1/') && method !== 'ALL')
    .map(({ path, method }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  const named = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(new Set(called)).toEqual(new Set(named));
  expect(named.length).toBeGreaterThan(15);
});

test('each call has a name of its own, a scope that a key can have, and says how it refuses', () => {
  const ids = operations().map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const operation of operations()) {
    expect(SCOPES).toContain(operation['x-scope']);
    expect(operation.security).toEqual([{ apiKey: [] }]);
    expect(operation.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(operation.responses).toHaveProperty('4XX');
  }
});

test('an answer that is not as described is found', async () => {
  const contract = createAdminContract(document);
  const url = `${world.issuer}/admin/v1/keys`;
  const answered = (body: object, status = 200) =>
    contract.check('GET', url, Response.json(body, { status })).then(
      () => 'as described',
      (error: unknown) => String(error),
    );
  expect(await answered({ data: [] })).toBe('as described');
  expect(await answered({ data: [], next: 1 })).toMatch(/not as described/);
  expect(await answered({})).toMatch(/not as described/);
  expect(await answered({ data: [] }, 201)).toMatch(/does not say/);
});

test('anybody may have it, and it tells nothing of this deployment but its address', () => {
  const text = JSON.stringify(document);
  expect(text).toContain(world.issuer);
  for (const secret of [world.adminKey, world.config.publication.id, world.config.publication.name])
    expect(text).not.toContain(secret);
});
