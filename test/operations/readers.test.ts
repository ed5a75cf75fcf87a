/**
 * Claims: where readers get no token, can not buy, cancel or sign in, or the list of revocations fails, the alarm goes off that
 * docs/operations.md has a page for; what the page says mends it, and the alarm is over.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Reader } from '../support/reader.ts';
import { openWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { CLIENT_ID, startTokenMaker } from '../functions/access/token-maker.ts';
import type { TokenMaker } from '../functions/access/token-maker.ts';
import { openAlarms } from './alarms.ts';

const { sounds, soundsAt, accessLine } = openAlarms();

let world: World;
let reader: Reader;
let provider: TokenMaker;
beforeAll(async () => {
  let now = () => 0;
  provider = await startTokenMaker(() => now());
  const identityProviders = [{ issuer: provider.issuer, clientIds: [CLIENT_ID] }];
  world = await openWorld({ change: (config) => ({ ...config, identityProviders }) });
  now = world.clock.now;
  reader = world.reader();
  await world.subscribe(reader, 'ada@example.com');
  await world.signIn(reader, 'ada@example.com');
  await world.settled();
});
afterAll(async () => {
  await Promise.all([world.close(), provider.close()]);
});
beforeEach(() => {
  nextPeriod();
});

const isOn = (name: string) => sounds(name, { access: world.logLines });

function nextPeriod(): void {
  world.logLines.length = 0;
  world.clock.advance(300);
}

/** One after the other; what they answered, as the access log has it. */
async function thrice(act: () => Promise<Response>): Promise<Response[]> {
  return [await act(), await act(), await act()];
}

test('mint-faults, service-faults, revocations-unavailable: no key signs; the rotation makes one', async () => {
  const { keys } = world.service.stores;
  const mint = () => reader.call(`${world.issuer}/v1/token`, {}, world.site);
  const list = () => {
    world.clock.advance(30);
    return fetch(`${world.issuer}/v1/revocations`);
  };
  const outcome = async () => {
    const answers = [...(await thrice(mint)), ...(await thrice(list))];
    const faults = answers.filter((answer) => accessLine('$default', answer).includes('"5')).length;
    return {
      mint: isOn('mint-faults'),
      list: isOn('revocations-unavailable'),
      all: soundsAt('service-faults', faults),
    };
  };
  expect(await outcome()).toEqual({ mint: false, list: false, all: false });

  for (const { generation } of await keys.list()) await keys.remove(generation);
  nextPeriod();
  expect(await outcome()).toEqual({ mint: true, list: true, all: true });

  await world.service.rotate();
  nextPeriod();
  expect(await outcome()).toEqual({ mint: false, list: false, all: false });
});

test('mint-faults: pages rendered on a server count, too', async () => {
  const { keys } = world.service.stores;
  for (const { generation } of await keys.list()) await keys.remove(generation);
  nextPeriod();
  const to = encodeURIComponent(`${world.site}/`);
  await thrice(() => reader.get(`${world.issuer}/v1/continue?to=${to}`));
  expect(isOn('mint-faults')).toBe(true);
  await world.service.rotate();
});

test('portal-unavailable: Stripe opens no portal; once it does, the reader is there', async () => {
  const press = () => reader.submit(`${world.issuer}/account/portal`, { act: 'overview' });
  world.double.control.fault({ kind: 'unavailable', path: '/v1/billing_portal', times: 50 });
  await thrice(press);
  expect(isOn('portal-unavailable')).toBe(true);
  world.double.control.clearFaults();
  nextPeriod();
  expect((await press()).status).toBe(303);
  expect(isOn('portal-unavailable')).toBe(false);
});

test('price-not-on-sale: Stripe’s price is switched off; switched on again, the plan is sold', async () => {
  const [price] = (await world.stripe.prices.list({ active: true, lookup_keys: [lookupKey()] })).data;
  const begin = () =>
    world
      .reader()
      .call(`${world.issuer}/v1/checkout`, { plan: 'annual', email: 'bo@example.com' }, world.site);
  await world.stripe.prices.update(price?.id ?? '', { active: false });
  expect((await begin()).status).toBe(503);
  expect(isOn('price-not-on-sale')).toBe(true);
  await world.stripe.prices.update(price?.id ?? '', { active: true });
  nextPeriod();
  expect((await begin()).status).toBe(200);
  expect(isOn('price-not-on-sale')).toBe(false);
});

const lookupKey = () => world.config.plans.annual?.onSale[0]?.lookupKey ?? '';

test('identity-provider: its keys are away; once they are back, its readers are signed in', async () => {
  const post = (path: string, body: object) =>
    fetch(`${world.issuer}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const exchange = async () => {
    const given = await post('/v1/sign-in/nonce', {});
    const { nonce, handle } = (await given.json()) as { nonce: string; handle: string };
    return post('/v1/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      subject_token: await provider.sign({ nonce, email: 'cy@example.com' }),
      handle,
    });
  };
  provider.setDown(true);
  await thrice(exchange);
  expect(isOn('identity-provider')).toBe(true);
  provider.setDown(false);
  nextPeriod();
  expect((await exchange()).status).toBe(200);
  expect(isOn('identity-provider')).toBe(false);
});
