// Claims:
// - The first run makes the key that signs and the one that follows it; another run changes nothing; two runs at once
//   make each key once.
// - A new key is published long before it signs, and an old one until its last token is out.
// - What lies in the table opens no token: the private half is encrypted, and only for its own issuer and kid.
import { createPrivateKey } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../functions/http/log.ts';
import { runRotation } from '../../../functions/rotate/run.ts';
import type { RotateDeps } from '../../../functions/rotate/run.ts';
import { createLocalKeyWrap } from '../../../local/key-wrap.ts';
import { createKeysStore } from '../../../shared/store/keys.ts';
import type { KeyWrap, WrapContext } from '../../../shared/aws/key-wrap.ts';
import { ROTATION_SECONDS, currentKey, publishedKeys } from '../../../shared/token/key-set.ts';
import { createClock } from '../../support/clock.ts';
import type { Clock } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/engine.ts';
import type { TestDatabase } from '../../support/engine.ts';

const ISSUER = 'https://access.thefold.example';
const DAY_SECONDS = 86_400;

let clock: Clock;
let engine: TestDatabase;
let deps: RotateDeps;
let logLines: string[];
beforeEach(async () => {
  clock = createClock();
  engine = await openTestDatabase();
  logLines = [];
  deps = {
    issuer: ISSUER,
    keys: createKeysStore(engine.database),
    keyWrap: createLocalKeyWrap(new Uint8Array(32).fill(7)),
    now: clock.now,
    log: createLog((line) => logLines.push(line)),
  };
  return () => {
    engine.client.destroy();
  };
});

const now = () => Math.floor(clock.now() / 1000);
const kids = async () => (await deps.keys.list()).map(({ kid }) => kid);

describe('a rotation', () => {
  test('first makes the key that signs, and the one that follows it', async () => {
    await runRotation(deps);
    const keys = await deps.keys.list();
    expect(keys.map(({ generation, activatesAt }) => [generation, activatesAt - now()])).toEqual([
      [0, 0],
      [1, ROTATION_SECONDS],
    ]);
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(2);
    expect(publishedKeys(keys, now())).toHaveLength(2);
  });

  test('a second time changes nothing, and says nothing', async () => {
    await runRotation(deps);
    const before = await engine.database.query('keys', 'signing');
    logLines.length = 0;
    await runRotation(deps);
    clock.advance(30 * DAY_SECONDS);
    await runRotation(deps);
    expect(await engine.database.query('keys', 'signing')).toEqual(before);
    expect(logLines).toEqual([]);
  });

  test('many at once make each key once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => runRotation(deps)));
    const keys = await deps.keys.list();
    expect(keys.map(({ generation }) => generation)).toEqual([0, 1]);
    clock.advance(ROTATION_SECONDS);
    await Promise.all(Array.from({ length: 8 }, () => runRotation(deps)));
    expect((await deps.keys.list()).map(({ generation }) => generation)).toEqual([0, 1, 2]);
    expect((await kids()).slice(0, 2)).toEqual(keys.map(({ kid }) => kid));
  });

  test('after ninety days signs with the key that was announced, and still publishes the old one', async () => {
    await runRotation(deps);
    const [first, second] = await kids();
    clock.advance(ROTATION_SECONDS);
    await runRotation(deps);
    const keys = await deps.keys.list();
    expect(currentKey(keys, now())?.kid).toBe(second);
    expect(publishedKeys(keys, now()).map(({ kid }) => kid)).toEqual(await kids());
    expect(await kids()).toContain(first);
  });

  test('drops the old key only when its tokens and every cache are out', async () => {
    await runRotation(deps);
    const [first, second] = await kids();
    clock.advance(ROTATION_SECONDS + 3_599);
    await runRotation(deps);
    expect(await kids()).toContain(first);
    clock.advance(1);
    await runRotation(deps);
    expect(await kids()).not.toContain(first);
    expect(await kids()).toContain(second);
  });

  test('that comes late still announces a key a day and an hour before it signs', async () => {
    await runRotation(deps);
    clock.advance(10 * ROTATION_SECONDS);
    await runRotation(deps);
    const newest = (await deps.keys.list()).at(-1);
    expect(newest?.activatesAt).toBe(now() + DAY_SECONDS + 3_600);
    expect(currentKey(await deps.keys.list(), now())?.generation).toBe(1);
  });

  test('that dies before it drops the old key leaves one that signs', async () => {
    await runRotation(deps);
    clock.advance(2 * ROTATION_SECONDS);
    const dying = { ...deps, keys: { ...deps.keys, remove: () => Promise.reject(new Error('gone')) } };
    await expect(runRotation(dying)).rejects.toThrow('gone');
    expect(currentKey(await deps.keys.list(), now())?.generation).toBe(1);
    await runRotation(deps);
    expect((await deps.keys.list()).map(({ generation }) => generation)).toEqual([1, 2]);
  });
});

describe('what lies in the table', () => {
  test('opens with its own issuer and kid, as the private half of what is published', async () => {
    await runRotation(deps);
    for (const { kid, wrappedPrivateKey, publicJwk } of await deps.keys.list()) {
      const pkcs8 = await deps.keyWrap.unwrap(wrappedPrivateKey, { issuer: ISSUER, kid });
      const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
      const { x, y } = key.export({ format: 'jwk' });
      expect({ x, y }).toEqual({ x: publicJwk.x, y: publicJwk.y });
    }
  });

  test('does not open as another key', async () => {
    await runRotation(deps);
    const [first, second] = await deps.keys.list();
    if (first === undefined || second === undefined) throw new Error('There are no keys.');
    const context = { issuer: ISSUER, kid: second.kid };
    await expect(deps.keyWrap.unwrap(first.wrappedPrivateKey, context)).rejects.toThrow();
  });

  test('was encrypted for its own issuer and kid', async () => {
    const contexts: WrapContext[] = [];
    const noting: KeyWrap = {
      ...deps.keyWrap,
      wrap: (privateKey, context) => {
        contexts.push(context);
        return deps.keyWrap.wrap(privateKey, context);
      },
    };
    await runRotation({ ...deps, keyWrap: noting });
    expect(contexts).toEqual((await kids()).map((kid) => ({ issuer: ISSUER, kid })));
  });

  test('holds no private half in the clear', async () => {
    await runRotation(deps);
    const rows = await engine.database.query('keys', 'signing');
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      const kid = String(row.kid);
      const pkcs8 = await deps.keyWrap.unwrap(String(row.wrappedPrivateKey), { issuer: ISSUER, kid });
      const { d = '' } = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }).export({
        format: 'jwk',
      });
      const scalar = Buffer.from(d, 'base64url');
      const held = JSON.stringify(row);
      for (const encoding of ['base64url', 'base64', 'hex'] as const) {
        expect(held).not.toContain(scalar.toString(encoding).replace(/=+$/, ''));
      }
      expect(Buffer.from(String(row.wrappedPrivateKey), 'base64').includes(scalar)).toBe(false);
      expect(Object.keys(row.publicJwk as object).sort()).toEqual([
        'alg',
        'crv',
        'kid',
        'kty',
        'use',
        'x',
        'y',
      ]);
    }
  });
});
