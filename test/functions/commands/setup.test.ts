// Claims:
// - `npm run stripe:setup` shows what it would do, asks, and does it; the second time it writes nothing.
// - After a price rise new readers are sold the new price, and old ones do not notice.
// - A run that is killed, refused or not answered half-way is completed by the next one, and nothing is made twice.
// - What a publisher gets wrong is told in a sentence with a code, and nothing is done. No key is ever shown.
import { describe, expect, test } from 'vitest';
import { SYNC_EVENT_TYPES } from '../../../shared/stripe/events.ts';
import { runDouble } from '../../local/stripe/support.ts';
import { holdFirst, stripeError } from '../../support/front.ts';
import { TEST_KEY, configFile, openAccount, runSetup, startCommand } from './support.ts';
import type { Account, Ended } from './support.ts';

const PRODUCT = 'prod_gatefold_annual';
const WRITES = ['POST /v1/products', 'POST /v1/prices', 'POST /v1/billing_portal/configurations'];

function setUp({ environment }: Account, ...args: string[]): Promise<Ended> {
  return runSetup(args, environment);
}

function annualAt(amount: number): string {
  const onSale = [
    { lookupKey: 'gatefold_annual_usd', currency: 'usd', amount, interval: 'year' },
    { lookupKey: 'week_jpy', currency: 'jpy', amount: 480, passDays: 7 },
  ] as const;
  return configFile({
    plans: { annual: { name: 'Annual', features: ['news'], products: [PRODUCT], onSale: [...onSale] } },
  });
}

/** Everything that a run makes, counted. */
async function counts({ stripe }: Pick<Account, 'stripe'>) {
  const [products, prices, portals, endpoints] = await Promise.all([
    stripe.products.list(),
    stripe.prices.list(),
    stripe.billingPortal.configurations.list({ is_default: false }),
    stripe.webhookEndpoints.list(),
  ]);
  return [products, prices, portals, endpoints].map(({ data }) => data.length);
}

describe('an account with nothing', () => {
  test('is shown what it lacks, and is not touched where nobody agrees', async () => {
    const account = await openAccount();
    const { code, out } = await setUp(account);
    expect(code).toBe(3);
    expect(out).toContain('+ product prod_gatefold_annual: “The Fold: Annual”');
    expect(out).toContain('+ price gatefold_annual_usd: $100 per year, of prod_gatefold_annual');
    expect(out).toContain('+ portal: mend the card');
    expect(out).toMatch(
      /\+ webhook endpoint https:\/\/access\.thefold\.example\/webhooks\/stripe: \d+ event types/,
    );
    expect(account.writes()).toEqual([]);
  });

  test('gets it all, and the second time there is nothing to write', async () => {
    const account = await openAccount();
    const { code, out } = await setUp(account, '--yes');
    expect(code).toBe(0);
    expect(account.writes()).toEqual([...WRITES, 'POST /v1/webhook_endpoints']);

    const again = await setUp(account, '--yes');
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain('Nothing to do');
    expect(account.writes()).toEqual([]);

    const [endpoint] = (await account.stripe.webhookEndpoints.list()).data;
    expect(endpoint).toMatchObject({
      url: 'https://access.thefold.example/webhooks/stripe',
      api_version: '2026-10-28.endive',
      enabled_events: [...SYNC_EVENT_TYPES].sort(),
    });
    const secret = /whsec_\w+/.exec(out)?.[0];
    expect(out).toContain(
      `--overwrite --type SecureString --name /gatefold/test/stripe-webhook-secret --value '${secret ?? ''}'`,
    );
    expect(again.out).not.toContain('whsec_');
    const [portal] = (await account.stripe.billingPortal.configurations.list({ is_default: false })).data;
    expect(portal).toMatchObject({ metadata: { gatefold_publication: 'the-fold' }, active: true });
  });

  test('gets the secret stored for the deployment that is named', async () => {
    const { out } = await setUp(await openAccount(), '--yes', '--stage', 'staging');
    expect(out).toContain('/gatefold/staging/stripe-webhook-secret');
    expect(out).toContain('gatefold-staging-webhook');
  });
});

test('a price rise is for new readers: old ones pay what they paid', async () => {
  const account = await openAccount();
  const { stripe } = account;
  await setUp(account, '--yes', '--config', annualAt(10_000));
  const old = await onSale(account, 'gatefold_annual_usd');
  const subscription = await subscribe(account, old.id);

  const { code, out } = await setUp(account, '--yes', '--config', annualAt(12_000));
  expect(code).toBe(0);
  expect(out).toContain('+ price gatefold_annual_usd: $120 per year, of prod_gatefold_annual');
  expect(out).toContain(
    `- price ${old.id} ($100 per year, of prod_gatefold_annual) gives the lookup key up: another amount`,
  );
  expect(await onSale(account, 'gatefold_annual_usd')).toMatchObject({ unit_amount: 12_000, active: true });
  expect(await stripe.prices.retrieve(old.id)).toMatchObject({ active: true, lookup_key: null });
  expect(await stripe.subscriptions.retrieve(subscription.id)).toEqual(subscription);

  const back = await setUp(account, '--yes', '--config', annualAt(10_000));
  expect(back.code).toBe(0);
  expect((await onSale(account, 'gatefold_annual_usd')).id).toBe(old.id);
  expect(await counts(account)).toEqual([1, 3, 1, 1]);
});

test('a pass is a price that is paid once, shown in its own currency', async () => {
  const account = await openAccount();
  const { out } = await setUp(account, '--yes', '--config', annualAt(10_000));
  expect(out).toContain('+ price week_jpy: ¥480 for 7 days');
  expect(await onSale(account, 'week_jpy')).toMatchObject({
    ...{ type: 'one_time', recurring: null, unit_amount: 480, currency: 'jpy' },
  });
});

test('what somebody changed by hand is mended, and told', async () => {
  const account = await openAccount();
  const { stripe } = account;
  await setUp(account, '--yes');
  await stripe.products.update(PRODUCT, { name: 'Yearly', active: false });
  const [endpoint] = (await stripe.webhookEndpoints.list()).data;
  await stripe.webhookEndpoints.update(endpoint?.id ?? '', {
    ...{ disabled: true, enabled_events: ['invoice.paid', 'invoice.created'] },
  });
  const [portal] = (await stripe.billingPortal.configurations.list({ is_default: false })).data;
  await stripe.billingPortal.configurations.update(portal?.id ?? '', {
    features: { invoice_history: { enabled: false } },
  });
  account.writes();

  const { code, out } = await setUp(account, '--yes');
  expect(code).toBe(0);
  expect(out).toContain('its name “Yearly” becomes “The Fold: Annual”');
  expect(out).toContain('it was archived, and is sold again');
  expect(out).toContain('differs in: receipts');
  expect(out).toContain('is no longer sent invoice.created');
  expect(out).toContain('was disabled, and is enabled again');
  expect(account.writes()).toHaveLength(3);
  expect((await setUp(account)).out).toContain('Nothing to do');
});

test('an endpoint of another API version stays until a person removes it, beside a new one', async () => {
  const account = await openAccount();
  await setUp(account, '--yes');
  const [old] = (await account.stripe.webhookEndpoints.list()).data;
  account.front.interfere(async (request, pass) => {
    const answer = await pass();
    if (request.method !== 'GET' || !request.url.includes('/v1/webhook_endpoints')) return answer;
    const list = (await answer.json()) as { data: { id: string; api_version: string }[] };
    for (const one of list.data) if (one.id === old?.id) one.api_version = '2025-03-31.basil';
    return Response.json(list);
  });
  const { code, out } = await setUp(account, '--yes');
  expect(code).toBe(0);
  expect(out).toContain('+ webhook endpoint');
  expect(out).toContain(`- webhook endpoint ${old?.id ?? ''} speaks 2025-03-31.basil`);
  expect(await counts(account)).toEqual([1, 1, 1, 2]);
  const again = await setUp(account);
  expect(again).toMatchObject({ code: 0 });
  expect(again.out).toContain('Remove it in Stripe’s dashboard');
});

describe('a run that does not come to its end', () => {
  const ALL = [...WRITES, 'POST /v1/webhook_endpoints'];

  test.each(ALL)('because Stripe refuses %s, is completed by the next', async (refused) => {
    const account = await openAccount();
    account.front.interfere((request, pass) =>
      `${request.method} ${new URL(request.url).pathname}` === refused
        ? Promise.resolve(
            stripeError(400, { type: 'invalid_request_error', message: 'Not on this account.' }),
          )
        : pass(),
    );
    const { code, err } = await setUp(account, '--yes');
    expect(code).toBe(1);
    expect(err).toContain('stripe_refused: Not on this account.');
    account.front.interfere();
    expect((await setUp(account, '--yes')).code).toBe(0);
    expect(await counts(account)).toEqual([1, 1, 1, 1]);
  });

  test('because it was killed while a write was under way, is completed by the next', async () => {
    const account = await openAccount();
    const held = holdFirst('/v1/billing_portal/configurations');
    account.front.interfere((request, pass) => (request.method === 'GET' ? pass() : held(request, pass)));
    const { child, ended } = startCommand('stripe-setup', ['--yes'], account.environment);
    await held.reached;
    child.kill('SIGKILL');
    expect((await ended).code).toBeNull();
    held.release();
    account.front.interfere();

    const { code, out } = await setUp(account, '--yes');
    expect(code).toBe(0);
    expect(out).not.toContain('+ portal');
    expect(await counts(account)).toEqual([1, 1, 1, 1]);
  });

  test('because an answer was lost, asks again in the same run and makes nothing twice', async () => {
    const { control, stripe, url } = await runDouble();
    const lost = control.fault({
      kind: 'lose_answer',
      method: 'POST',
      path: '/v1/webhook_endpoints',
      times: 1,
    });
    control.fault({ kind: 'rate_limit', method: 'POST', path: '/v1/prices', times: 1 });
    const environment = { STRIPE_SECRET_KEY: TEST_KEY, STRIPE_API_BASE: url };
    const { code, out } = await runSetup(['--yes'], environment);
    expect(code).toBe(0);
    expect(out).toMatch(/--value 'whsec_\w+'/);
    expect(control.faults()).toContainEqual({ ...lost, met: 1 });
    expect(await counts({ stripe })).toEqual([1, 1, 1, 1]);
  });
});

test('whoever is asked may say no', async () => {
  const account = await openAccount();
  const questions: string[] = [];
  const agree = (question: string) => {
    questions.push(question);
    return Promise.resolve('no' as const);
  };
  const { code, out } = await runSetup([], account.environment, agree);
  expect(code).toBe(3);
  expect(questions).toEqual(['\nDo this at Stripe? (y/N) ']);
  expect(out).toContain('Nothing was done.');
  expect(account.writes()).toEqual([]);
});

describe('is refused', () => {
  const LIVE_KEY = 'sk_live_51Secret';
  test.each<[code: string, environment: Record<string, string>, args: string[]]>([
    ['key_missing', {}, []],
    ['key_malformed', { STRIPE_SECRET_KEY: 'hunter2secret' }, []],
    ['key_malformed', { STRIPE_SECRET_KEY: 'sk_test_short' }, []],
    ['key_malformed', { STRIPE_SECRET_KEY: `${TEST_KEY}\n` }, []],
    ['key_publishable', { STRIPE_SECRET_KEY: 'pk_test_51Secret' }, []],
    ['key_live_unconfirmed', { STRIPE_SECRET_KEY: LIVE_KEY }, ['--yes']],
    ['key_not_live', { STRIPE_SECRET_KEY: TEST_KEY }, ['--live']],
    ['api_base_invalid', { STRIPE_SECRET_KEY: LIVE_KEY, STRIPE_API_BASE: 'http://127.0.0.1:9' }, ['--live']],
    ['api_base_invalid', { STRIPE_SECRET_KEY: TEST_KEY, STRIPE_API_BASE: 'https://api.evil.example' }, []],
    ['api_base_invalid', { STRIPE_SECRET_KEY: TEST_KEY, STRIPE_API_BASE: 'http://127.0.0.1@evil' }, []],
    ['argument_unknown', { STRIPE_SECRET_KEY: TEST_KEY }, ['--force']],
    ['argument_unknown', { STRIPE_SECRET_KEY: TEST_KEY }, [TEST_KEY]],
    ['argument_invalid', { STRIPE_SECRET_KEY: TEST_KEY }, ['--stage', 'Prod; rm']],
    ['config_missing', { STRIPE_SECRET_KEY: TEST_KEY }, ['--config', '/nowhere.ts']],
  ])('%s', async (code, environment, args) => {
    const ended = await runSetup(args, environment);
    expect(ended.err).toMatch(new RegExp(`^${code}: .+\\n$`));
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).not.toContain(environment.STRIPE_SECRET_KEY ?? 'no key');
  });

  test('a configuration that is wrong, by the field', async () => {
    const { code, err } = await runSetup(['--config', configFile({ features: ['registered'] })], {
      STRIPE_SECRET_KEY: TEST_KEY,
    });
    expect(code).toBe(2);
    expect(err).toContain('config_invalid: ');
    expect(err).toContain('features.0: "registered" is built in');
  });

  test('a restricted key, by the permission that it lacks', async () => {
    const account = await openAccount();
    account.front.interfere((request, pass) =>
      request.url.includes('/v1/webhook_endpoints')
        ? Promise.resolve(
            stripeError(403, {
              type: 'invalid_request_error',
              message:
                "The provided key 'rk_test_*****' does not have the required permissions for this endpoint. " +
                "Having the 'rak_webhook_read' permission would allow this request to continue.",
            }),
          )
        : pass(),
    );
    const { code, err } = await setUp(account, '--yes');
    expect(code).toBe(2);
    expect(err).toContain('key_without_right: The restricted key lacks a permission: rak_webhook_read.');
    expect(account.writes()).toEqual([]);
  });

  test('a key that Stripe does not know', async () => {
    const account = await openAccount();
    account.double.control.fault({ kind: 'unauthorized' });
    expect(await setUp(account, '--yes')).toMatchObject({
      ...{ code: 2, err: expect.stringContaining('key_refused: ') as string },
    });
  });
});

describe('as a process of its own', () => {
  test('--help says how to call it and how it ends, without a key', async () => {
    const { code, out } = await startCommand('stripe-setup', ['--help'], {}).ended;
    expect(code).toBe(0);
    expect(out).toContain('Exit codes: 0 done');
  });

  test('it asks nobody where there is no terminal', async () => {
    const account = await openAccount();
    const { code, out } = await startCommand('stripe-setup', [], account.environment).ended;
    expect(code).toBe(3);
    expect(out).toContain('Add --yes');
  });
});

async function onSale({ stripe }: Account, lookupKey: string) {
  const { data } = await stripe.prices.list({ lookup_keys: [lookupKey], active: true });
  const [price] = data;
  if (price === undefined || data.length > 1) throw new Error(`${data.length} prices for ${lookupKey}`);
  return price;
}

/** A reader subscribes on Stripe's page. */
async function subscribe({ stripe, double }: Account, price: string) {
  const session = await stripe.checkout.sessions.create({
    ...{ mode: 'subscription', line_items: [{ price, quantity: 1 }], success_url: 'https://site.example' },
  });
  const card = { number: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123', name: 'Ada Reader' };
  const body = new URLSearchParams({ ...card, email: 'ada@example.com' });
  const paid = await double.app.fetch(new Request(session.url ?? '', { method: 'POST', body }));
  if (paid.status !== 303) throw new Error(`the payment was answered ${paid.status}`);
  const [subscription] = (await stripe.subscriptions.list()).data;
  if (subscription === undefined) throw new Error('no subscription was made');
  return stripe.subscriptions.retrieve(subscription.id);
}
