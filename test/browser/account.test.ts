// Claims:
// - In a real browser a reader sees their devices, signs another one out, and it is out.
// - A reader moves to another address by keyboard alone, one code at a time.
// - Cancelling is two clicks from the account page, and so is staying after all.
// - A device that another one took the place of is told so where its reader signs in again.
// - Each of these pages is sound at a desk by day and on a narrow phone by night, and has no script.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Running } from '../../local/start.ts';
import { allowSlowPages, findChromium, launch } from '../support/chromium.ts';
import { grantComp, newestCode, startLocal } from './local-service.ts';
import { enterCode, expectSound, openWatched } from './watch.ts';
import type { Watched } from './watch.ts';

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const SAFARI_ON_IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

const chromium = findChromium();

allowSlowPages();
describe.skipIf(chromium === undefined)('the account in a browser', () => {
  let running: Running;
  let browser: Browser;

  beforeAll(async () => {
    running = await startLocal((config) => ({
      ...config,
      plans: Object.fromEntries(
        Object.entries(config.plans).map(([id, plan]) => [id, { ...plan, devices: 2 }]),
      ),
    }));
    browser = await launch(chromium ?? '');
  });
  afterAll(async () => {
    await browser.close();
    await running.stop();
  });

  const account = (path = '') => `${running.service}/account${path}`;

  /** A member with a comp of the plan that counts devices. */
  const grant = (email: string) => grantComp(running, email, { plan: 'annual' });

  /** @param before the code that was mailed to the address last; @returns the one that was entered */
  async function signIn({ page }: Watched, email: string, before?: string): Promise<string> {
    await page.goto(account('/sign-in'));
    await page.getByLabel('Your e-mail address').fill(email);
    await page.getByRole('button', { name: 'Send me a code' }).click();
    const digits = await newestCode(running.service, email, before);
    await enterCode(page, digits);
    await page.waitForURL(account());
    return digits;
  }

  async function subscribe({ page }: Watched, email: string): Promise<void> {
    await page.goto(account('/subscribe'));
    await page.getByLabel('Your e-mail address').fill(email);
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByRole('button', { name: /pay \$/ }).click();
    await page.waitForURL(`${running.site}/**`);
  }

  const openDesk = () => openWatched(browser, { viewport: DESK });
  const openPhone = () => openWatched(browser, { viewport: PHONE, userAgent: SAFARI_ON_IPHONE });

  test('two clicks to cancel, and two to stay', async () => {
    const desk = await openDesk();
    const { page } = desk;
    await subscribe(desk, 'ada@example.com');
    await page.goto(account());
    await expectSoundEverywhere(page);
    await signIn(desk, 'ada@example.com');
    await expectSoundEverywhere(page);

    await page.getByRole('button', { name: 'Cancel subscription' }).click();
    await page.waitForURL(`${running.stripeDouble ?? ''}/**`);
    await page.getByRole('button', { name: /cancel/i }).click();
    await page.waitForURL(account());
    await page.getByText('does not renew').waitFor();
    await page.getByRole('button', { name: 'Keep it after all' }).click();
    await page.getByRole('button', { name: /keep my subscription/i }).click();
    await page.getByText('Renews on').waitFor();
    await page.goto(account('/portal'));
    await page.getByText('It renews on').waitFor();
    expect(desk.complaints).toEqual([]);
  });

  test('one device signs another out', async () => {
    const [desk, phone] = [await openDesk(), await openPhone()];
    const { page } = desk;
    await grant('ben@example.com');
    const first = await signIn(desk, 'ben@example.com');
    await signIn(phone, 'ben@example.com', first);
    await page.goto(account());
    await page.getByRole('link', { name: 'Devices you are signed in on' }).click();
    await page.getByText('Your plan allows 2 at once').waitFor();
    await expectSoundEverywhere(page);
    await page.getByRole('button', { name: 'Sign out Safari on iPhone' }).click();
    await page.getByText('on this device only').waitFor();
    await phone.page.goto(account());
    await phone.page.waitForURL(account('/sign-in'));
    expect([...desk.complaints, ...phone.complaints]).toEqual([]);
  });

  test('another address, by keyboard alone', async () => {
    const [old, another] = ['cy@example.com', 'cy.twombly@example.net'];
    const desk = await openDesk();
    const { page } = desk;
    await grant(old);
    const first = await signIn(desk, old);
    await page.goto(account('/address'));
    await expectSoundEverywhere(page);
    await page.keyboard.type(another);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Enter both codes' }).waitFor();
    await expectSoundEverywhere(page);
    await page.keyboard.type(await newestCode(running.service, old, first));
    await page.keyboard.press('Enter');
    await page.getByText('has agreed').waitFor();
    await expectSoundEverywhere(page);
    const proof = await newestCode(running.service, another);
    await page.keyboard.type(proof);
    await page.keyboard.press('Enter');
    await page.waitForURL(account('?address=changed'));
    await page.getByText(another).waitFor();
    await signIn(await openPhone(), another, proof);
    expect(desk.complaints).toEqual([]);
  });

  test('a device that another took the place of is told so', async () => {
    const [desk, phone, tablet] = [await openDesk(), await openPhone(), await openDesk()];
    const { page } = desk;
    await grant('dee@example.com');
    const first = await signIn(desk, 'dee@example.com');
    const second = await signIn(phone, 'dee@example.com', first);
    await signIn(tablet, 'dee@example.com', second);
    await page.goto(account());
    await page.waitForURL(account('/sign-in'));
    await page.getByText('Your plan allows 2 devices at once.').waitFor();
    await expectSoundEverywhere(page);
    for (const watched of [desk, phone, tablet]) expect(watched.complaints).toEqual([]);
  });
});

/** At a desk by day, and on a phone by night. */
async function expectSoundEverywhere(page: Page): Promise<void> {
  expect(await page.locator('script').count()).toBe(0);
  await expectSound(page);
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectSound(page);
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: 'light' });
}
