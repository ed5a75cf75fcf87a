// Claims:
// - A success URL is worth nothing without a payment, in another browser, a second time, or too late.
// - Paying for a stranger gives the stranger access, and the payer nothing of the stranger's.
// - Only what the catalogue sells can be bought, at its price.
// - An address never has two pages to pay on for one plan, and never pays for a plan that it has.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reader } from '../../support/reader.ts';
import { pageRefusalOf, problemOf, refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const sessionOf = (url: string) => /cs_\w+/.exec(url)?.[0] ?? '';

const claim = (reader: Reader, session_id: string) =>
  reader.call(`${world.issuer}/v1/checkout/claim`, { session_id }, world.site);

const begin = (reader: Reader, body: object) => reader.call(`${world.issuer}/v1/checkout`, body, world.site);

/** What the button of the page that says thank you does. */
const sendCode = (reader: Reader, back: string) =>
  reader.submit(`${world.issuer}/account/return`, { session_id: sessionOf(back) });

const isSignedIn = async (reader: Reader) =>
  (await reader.call(`${world.issuer}/v1/token`, {}, world.site)).ok;

async function openCheckouts(): Promise<string[]> {
  const { data } = await world.stripe.checkout.sessions.list({ status: 'open', limit: 100 });
  return data.map(({ id }) => id);
}

describe('row 42: a return without a payment of this browser opens nothing', () => {
  test('unpaid', async () => {
    const reader = world.reader();
    const session = sessionOf(await world.beginCheckout(reader, 'ada@example.com'));
    expect(await refusalOf(await claim(reader, session))).toBe('409 checkout_unpaid');
    const page = await reader.get(`${world.issuer}/account/return?session_id=${session}`);
    expect(await pageRefusalOf(page)).toBe('409 checkout_unpaid');
    expect(await isSignedIn(reader)).toBe(false);
  });

  test.each([
    '',
    'cs_',
    'cs_test_guessed',
    'sub_1',
    'cs_test_1/../../customers',
    `cs_${'a'.repeat(251)}`,
    '__proto__',
  ])('guessed: %j', async (guessed) => {
    const reader = world.reader();
    await world.beginCheckout(reader, 'ada@example.com');
    expect(await refusalOf(await claim(reader, guessed))).toBe('404 checkout_unknown');
    const page = await reader.get(`${world.issuer}/account/return?session_id=${encodeURIComponent(guessed)}`);
    expect(await pageRefusalOf(page)).toBe('404 checkout_unknown');
  });

  test('in a foreign browser: a code to the checkout’s address where it is asked for, and no session', async () => {
    const [payer, thief] = [world.reader(), world.reader()];
    const back = await world.pay(payer, await world.beginCheckout(payer, 'ben@example.com'));
    expect(await refusalOf(await claim(thief, sessionOf(back)))).toBe('403 address_proof_required');
    const page = await thief.get(back);
    expect(page.status).toBe(200);
    const text = await page.text();
    expect(text).toContain('<h1>Thank you</h1>');
    expect(text).toContain('b…@example.com');
    expect(text).not.toContain('ben@example.com');
    await world.service.mailQueue.settled();
    expect(world.outbox.to('ben@example.com')).toEqual([]);

    const asked = await sendCode(thief, back);
    expect(asked.headers.get('location')).toBe(`${world.issuer}/account/sign-in/code`);
    const codePage = await (await thief.get(`${world.issuer}/account/sign-in/code`)).text();
    expect(codePage).toContain('b…@example.com');
    expect(codePage).not.toContain('ben@example.com');
    await thief.submit(`${world.issuer}/account/sign-in/again`, {});
    const second = await (await thief.get(`${world.issuer}/account/sign-in/code`)).text();
    expect(second).not.toContain('ben@example.com');
    await world.service.mailQueue.settled();
    expect(world.outbox.to('ben@example.com')).toHaveLength(2);
    expect(await isSignedIn(thief)).toBe(false);
    expect((await payer.get(back)).status).toBe(303);
    expect((await world.access(payer)).features).toContain('memos');
  });

  test('used: of five claims at once one opens a session, and none after', async () => {
    const reader = world.reader();
    const back = await world.pay(reader, await world.beginCheckout(reader, 'cleo@example.com'));
    const handle = reader.cookie('gatefold_checkout', '/v1') ?? '';
    const copies = Array.from({ length: 5 }, () => {
      const copy = world.reader();
      copy.setCookie('gatefold_checkout', handle, '/v1');
      return copy;
    });
    const answers = await Promise.all(copies.map((copy) => claim(copy, sessionOf(back))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(new Set(await Promise.all(refused.map(refusalOf)))).toEqual(new Set(['409 checkout_used']));
    expect(await pageRefusalOf(await reader.get(back))).toBe('409 checkout_used');
  });

  test.each(['', 'cs_test_guessed', '__proto__'])('a code for a guessed one: %j', async (session_id) => {
    const answer = await world.reader().submit(`${world.issuer}/account/return`, { session_id });
    expect(await pageRefusalOf(answer)).toBe('404 checkout_unknown');
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('expired', async () => {
    const reader = world.reader();
    const session = sessionOf(await world.beginCheckout(reader, 'dora@example.com'));
    await world.stripe.checkout.sessions.expire(session);
    expect(await refusalOf(await claim(reader, session))).toBe('410 checkout_expired');
  });

  test('another purchase than the one this browser began last', async () => {
    const [reader, other] = [world.reader(), world.reader()];
    const back = await world.pay(other, await world.beginCheckout(other, 'emil@example.com'));
    await world.beginCheckout(reader, 'finn@example.com');
    expect(await refusalOf(await claim(reader, sessionOf(back)))).toBe('403 address_proof_required');
  });
});

describe('row 43: paying with a victim’s address', () => {
  test('of a member: the victim reads, and the payer’s browser is nobody’s', async () => {
    const [victim, payer] = [world.reader(), world.reader()];
    await world.signIn(victim, 'gus@example.com');
    const { member } = await world.access(victim);
    const back = await world.subscribe(payer, 'gus@example.com');
    expect(back.status).toBe(200);
    expect(await back.text()).toContain('<h1>Thank you</h1>');
    expect(await isSignedIn(payer)).toBe(false);
    expect(payer.cookie('gatefold_hint')).toBeUndefined();
    const after = await world.access(victim);
    expect(after.member).toBe(member);
    expect(after.features).toContain('memos');
  });

  test('of oneself, in a browser that is not signed in: the code leads on to the article', async () => {
    const reader = world.reader();
    const to = `${world.site}/articles/one`;
    await world.signIn(world.reader(), 'gina@example.com');
    const back = await world.pay(reader, await world.beginCheckout(reader, 'gina@example.com', to));
    for (const visit of ['first', 'reloaded']) {
      expect(await (await reader.get(back)).text(), visit).toContain('<h1>Thank you</h1>');
    }
    await sendCode(reader, back);
    await world.service.mailQueue.settled();
    const code = world.codeFor('gina@example.com');
    const signedIn = await reader.submit(`${world.issuer}/account/sign-in/code`, { code });
    const onward = `${world.issuer}/v1/continue?to=${encodeURIComponent(to)}`;
    expect(signedIn.headers.get('location')).toBe(onward);
    expect((await world.access(reader)).features).toContain('memos');
    for (const visit of ['signed in', 'signed in, reloaded']) {
      expect((await reader.get(back)).headers.get('location'), visit).toBe(onward);
    }
  });

  test('of one whom an admin has granted a comp, and who never came: the same', async () => {
    const granted = await world.admin('POST', '/grants', {
      email: 'hana@example.com',
      features: ['reports'],
      ends_at: '2028-01-01T00:00:00Z',
      reason: 'press',
    });
    expect(granted.status).toBe(201);
    const payer = world.reader();
    expect((await world.subscribe(payer, 'hana@example.com')).status).toBe(200);
    expect(await isSignedIn(payer)).toBe(false);
  });

  test('of nobody yet: the payer may read, has no account, and is out once the owner comes', async () => {
    const [payer, owner] = [world.reader(), world.reader()];
    await world.subscribe(payer, 'ines@example.com');
    expect((await world.access(payer)).features).not.toContain('registered');
    const account = await (await payer.get(`${world.issuer}/account`)).text();
    expect(account).toContain('show that you read mail at');
    expect(account).not.toContain('ines@example.com');
    const again = await (await payer.get(`${world.issuer}/account/subscribe?plan=annual`)).text();
    expect(again).not.toContain('ines@example.com');

    await world.signIn(owner, 'ines@example.com');
    expect((await world.access(owner)).features).toContain('memos');
    expect(await isSignedIn(payer)).toBe(false);
  });
});

test('row 43: an owner who proves the address before the payer is back keeps the payer out', async () => {
  const [payer, owner] = [world.reader(), world.reader()];
  const back = await world.pay(payer, await world.beginCheckout(payer, 'jule@example.com'));
  await world.settled();
  await world.signIn(owner, 'jule@example.com');
  expect((await world.access(owner)).features).toContain('memos');
  expect((await payer.get(back)).status).toBe(200);
  expect(await isSignedIn(payer)).toBe(false);
});

test('row 43: a session that a payment opened does not pay as its member', async () => {
  const payer = world.reader();
  await world.subscribe(payer, 'kira@example.com');
  expect(await refusalOf(await begin(payer, { plan: 'annual' }))).toBe('400 address_missing');
});

describe('row 44: only what is on sale is sold', () => {
  test.each([
    [{ plan: 'gold' }, '400 plan_unknown'],
    [{ plan: '__proto__' }, '400 plan_unknown'],
    [{ plan: 'constructor' }, '400 plan_unknown'],
    [{ plan: 'ANNUAL' }, '400 plan_unknown'],
    [{ plan: 'annual', lookup_key: 'gatefold_annual_usd_old' }, '400 price_unknown'],
    [{ plan: 'annual', lookup_key: '' }, '400 price_unknown'],
    [{ plan: 'annual', price: 'price_1' }, '400 body_invalid'],
    [{ plan: 'annual', quantity: -1 }, '400 body_invalid'],
    [{ plan: 'annual', coupon: 'FREE' }, '400 body_invalid'],
    [{ plan: 'annual', amount: 1 }, '400 body_invalid'],
    [{ plan: 'annual', customer: 'cus_other' }, '400 body_invalid'],
  ])('%j', async (body, refusal) => {
    const open = await openCheckouts();
    const answer = await begin(world.reader(), { email: 'jan@example.com', ...body });
    expect(await refusalOf(answer)).toBe(refusal);
    expect(await openCheckouts()).toEqual(open);
  });

  test('and on the page a field more is not looked at', async () => {
    const reader = world.reader();
    const begun = await reader.submit(`${world.issuer}/account/subscribe`, {
      plan: 'annual',
      email: 'kai@example.com',
      ...{ price: 'price_1', quantity: '-1', amount: '1', coupon: 'FREE', customer: 'cus_other' },
    });
    const session = await world.stripe.checkout.sessions.retrieve(
      sessionOf(begun.headers.get('location') ?? ''),
    );
    expect(session).toMatchObject({
      amount_total: 10_000,
      customer: null,
      customer_email: 'kai@example.com',
    });
  });
});

describe('one page to pay on', () => {
  test('a second browser’s Checkout closes the first', async () => {
    const [first, second] = [world.reader(), world.reader()];
    const closed = sessionOf(await world.beginCheckout(first, 'lea@example.com'));
    const open = sessionOf(await world.beginCheckout(second, 'LEA@example.com'));
    expect(open).not.toBe(closed);
    expect((await world.stripe.checkout.sessions.retrieve(closed)).status).toBe('expired');
    expect((await world.stripe.checkout.sessions.retrieve(open)).status).toBe('open');
  });

  test('four browsers at once leave one open', async () => {
    const before = new Set(await openCheckouts());
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => begin(world.reader(), { plan: 'annual', email: 'mia@example.com' })),
    );
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThan(0);
    expect((await openCheckouts()).filter((id) => !before.has(id))).toHaveLength(1);
  });

  test('twenty calls of one browser at once get one page', async () => {
    const reader = world.reader();
    const first = await world.beginCheckout(reader, 'noa@example.com');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => begin(reader, { plan: 'annual', email: 'noa@example.com' })),
    );
    const urls = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { url: string }).url),
    );
    expect(new Set(urls)).toEqual(new Set([first]));
  });

  test('whoever has the plan is told so, and is not charged', async () => {
    const reader = world.reader();
    await world.subscribe(reader, 'olga@example.com');
    const open = await openCheckouts();
    for (const browser of [reader, world.reader()]) {
      const refused = await problemOf(await begin(browser, { plan: 'annual', email: 'Olga@example.com' }));
      expect(refused).toMatchObject({
        status: 409,
        code: 'already_subscribed',
        account_url: `${world.issuer}/account`,
      });
      const page = await browser.submit(`${world.issuer}/account/subscribe`, {
        plan: 'annual',
        email: 'olga@example.com',
      });
      expect(await pageRefusalOf(page)).toBe('409 already_subscribed');
    }
    expect(await openCheckouts()).toEqual(open);
  });

  test('paid in one browser and not yet reported, a second browser is told too', async () => {
    world.double.control.hold();
    const [first, second] = [world.reader(), world.reader()];
    await world.pay(first, await world.beginCheckout(first, 'pia@example.com'));
    const refused = await begin(second, { plan: 'annual', email: 'pia@example.com' });
    expect(await refusalOf(refused)).toBe('409 already_subscribed');
    world.double.control.release();
    await world.settled();
  });
});
