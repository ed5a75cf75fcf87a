// Claims:
// - Anybody may fetch the key set, cached for five minutes; no private half of a key is ever in it.
// - OAuth libraries find the service by its metadata.
// - The plans on sale are the configuration's, and cost Stripe no call.
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('the key set has the current and the next key, public halves only', async () => {
  const response = await fetch(`${world.issuer}/.well-known/jwks.json`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('cache-control')).toBe('public, max-age=300');
  expect(response.headers.get('set-cookie')).toBeNull();
  const { keys } = (await response.json()) as { keys: Record<string, unknown>[] };
  expect(keys).toHaveLength(2);
  for (const key of keys) {
    expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(key).toMatchObject({ alg: 'ES256', crv: 'P-256', kty: 'EC', use: 'sig' });
  }
});

test('a key leaves the set an hour after its successor has begun to sign, and not before', async () => {
  const later = await openWorld();
  const kids = async () => {
    const response = await fetch(`${later.issuer}/.well-known/jwks.json`);
    return ((await response.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  };
  const [first, second] = await kids();
  later.clock.advance(90 * 86_400 + 3599);
  expect(await kids()).toEqual([first, second]);
  later.clock.advance(1);
  expect(await kids()).toEqual([second]);
  await later.close();
});

test('the metadata is found by issuer (RFC 8414) and names what there is', async () => {
  const issuer = new URL(world.issuer);
  const response = await oauth.discoveryRequest(issuer, {
    algorithm: 'oauth2',
    // The test's service speaks plain http on the loopback.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    [oauth.allowInsecureRequests]: true,
  });
  expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
  const metadata = await oauth.processDiscoveryResponse(new URL(world.issuer), response);
  expect(metadata.jwks_uri).toBe(`${world.issuer}/.well-known/jwks.json`);
  expect(metadata.token_endpoint).toBe(`${world.issuer}/v1/token`);
  expect(metadata.grant_types_supported).toEqual(['refresh_token']);
});

test('the plans are the configured ones', async () => {
  const response = await fetch(`${world.issuer}/v1/plans`);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('public, max-age=300');
  expect(await response.json()).toEqual({
    publication: { id: 'the-fold', name: 'The Fold' },
    features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
    plans: [
      {
        id: 'annual',
        name: 'Annual',
        features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
        prices: [{ lookup_key: 'gatefold_annual_usd', currency: 'usd', amount: 10_000, interval: 'year' }],
      },
    ],
  });
});
