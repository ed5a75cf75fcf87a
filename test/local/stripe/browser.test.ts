// Claims:
// - The double's pages are free of accessibility faults and sideways scrolling, in light and dark, on wide screens
//   and small telephones.
// - The control page can be driven by keyboard alone.
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowSlowPages, findChromium, launch } from '../../support/chromium.ts';
import { CARD_FAILS_AT_RENEWAL, openCheckout, runDouble, subscribe } from './support.ts';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import type { RunningDouble } from './support.ts';

const chromium = findChromium();

/** A reader who is late, with a refund under way and an inquiry open, and events that wait. */
async function richLife(double: RunningDouble) {
  const { stripe, control, url } = double;
  const { customer, subscription } = await subscribe(stripe, { card: CARD_FAILS_AT_RENEWAL });
  control.renew(subscription.id, { outcome: 'paid' });
  control.renew(subscription.id);
  const charges = (await stripe.charges.list({ customer })).data.filter(({ paid }) => paid);
  control.refund(charges[0]?.id ?? '', { amount: 100, status: 'pending' });
  control.dispute(charges[1]?.id ?? '', { kind: 'inquiry' });
  control.hold();
  control.fault({ kind: 'hang', path: '/v1/products', times: 2 });
  const portal = await stripe.billingPortal.sessions.create({ customer });
  const price = subscription.items.data[0]?.price.id ?? '';
  const checkout = await openCheckout(stripe, price);
  return {
    control: `${url}/?customer=${customer}`,
    portal: portal.url,
    cancel: `${portal.url}/cancel/${subscription.id}`,
    card: `${portal.url}/card`,
    checkout: checkout.url ?? '',
  };
}

async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const sideways = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    ...(Number(sideways) > 0 ? [`scrolls sideways by ${String(sideways)}`] : []),
  ];
}

allowSlowPages();
describe.skipIf(chromium === undefined)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(chromium ?? '');
  });
  afterAll(() => browser.close());

  test.each([
    ['light', 1280, ['control', 'checkout', 'card']],
    ['dark', 360, ['control', 'portal', 'cancel']],
  ] as const)('the pages are sound, in %s, %i pixels wide', async (colorScheme, width, names) => {
    const webhook = { url: 'http://127.0.0.1:1', secret: 'whsec_none' };
    const pages = await richLife(await runDouble({ webhook }));
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
    for (const name of names) {
      await page.goto(pages[name]);
      expect(await faultsOf(page), name).toEqual([]);
    }
    await page.close();
  });

  test('the clock is moved, and a renewal driven, from the keyboard', async () => {
    const double = await runDouble();
    const { subscription } = await subscribe(double.stripe);
    const page = await browser.newPage();
    await page.goto(double.url);
    const pressed = async (name: string) => {
      for (let tabs = 0; tabs < 60; tabs += 1) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate('document.activeElement.innerText')) === name) break;
      }
      await Promise.all([page.waitForEvent('framenavigated'), page.keyboard.press('Enter')]);
      await page.waitForLoadState();
    };
    const before = double.now();
    await pressed('+1 week');
    expect(double.now() - before).toBeGreaterThanOrEqual(7 * 86_400_000);
    await pressed('Renew, fails');
    expect(await page.locator('main').innerText()).toContain('past_due');
    expect(await double.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'past_due' });
    await page.close();
  });
});
