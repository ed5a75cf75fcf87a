// Claims:
// - In a real browser a reader sees their devices, signs another one out, and it is out.
// - A reader moves to another address by keyboard alone, one code at a time.
// - Cancelling is two clicks from the account page, and so is staying after all.
// - A device that another one took the place of is told so where its reader signs in again.
// - Each of these pages is sound at a desk by day and on a narrow phone by night, and has no script.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDataFolder } from '../../local/data-folder.ts';
import { freePorts } from '../../local/ports.ts';
import { start } from '../../local/start.ts';
import type { Running } from '../../local/start.ts';
import { findChromium, launch } from '../support/chromium.ts';
import { enterCode, expectSound, openWatched } from './watch.ts';
import type { Watched } from './watch.ts';

const [OLD, NEW] = ['ada@example.com', 'ada.lovelace@example.net'];
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

const chromium = findChromium();

describe.skipIf(chromium === undefined)('the account in a browser', () => {
  let running: Running;
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'gatefold-account-'));
  const data = openDataFolder(folder);

  beforeAll(async () => {
    running = await start({
      data,
      port: await freePorts(3),
      quiet: true,
      change: (config) => ({
        ...config,
        plans: Object.fromEntries(
          Object.entries(config.plans).map(([id, plan]) => [id, { ...plan, devices: 2 }]),
        ),
      }),
    });
    browser = await launch(chromium ?? '');
  });
  afterAll(async () => {
    await browser.close();
    await running.stop();
    data.release();
    rmSync(folder, { recursive: true });
  });

  const account = (path = '') => `${running.service}/account${path}`;

  /** Six digits of the newest mail to an address, once it is another one than `before`. */
  async function code({ context }: Watched, email: string, before = ''): Promise<string> {
    const outbox = await context.newPage();
    const mail = outbox.locator('article', { hasText: `To ${email},` }).first();
    let digits = '';
    for (let looks = 0; looks < 80 && (digits === '' || digits === before); looks += 1) {
      await outbox.goto(`${running.service}/outbox`);
      const text = (await mail.count()) === 0 ? '' : await mail.innerText();
      digits = /(\d{3}) (\d{3})/.exec(text)?.slice(1).join('') ?? '';
    }
    await outbox.close();
    return digits;
  }

  async function signIn(watched: Watched, email: string, before?: string): Promise<string> {
    const { page } = watched;
    await page.goto(account('/sign-in'));
    await page.getByLabel('Your e-mail address').fill(email);
    await page.getByRole('button', { name: 'Send me a code' }).click();
    const digits = await code(watched, email, before);
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

  test('devices, two clicks to cancel and to stay, another address, and the device that went for another', async () => {
    const desk = await openWatched(browser, { viewport: DESK });
    const { page } = desk;
    await subscribe(desk, OLD);
    await page.goto(account());
    await expectSoundEverywhere(page);
    const first = await signIn(desk, OLD);
    await expectSoundEverywhere(page);

    await page.getByRole('button', { name: 'Cancel subscription' }).click();
    await page.waitForURL(`${running.stripeDouble ?? ''}/**`);
    await page.getByRole('button', { name: /cancel/i }).click();
    await page.getByText('does not renew').waitFor();
    expect(page.url()).toBe(account());
    await page.getByRole('button', { name: 'Keep it after all' }).click();
    await page.getByRole('button', { name: /keep my subscription/i }).click();
    await page.getByText('Renews on').waitFor();
    await page.goto(account('/portal'));
    await page.getByText('It renews on').waitFor();

    const phone = await openWatched(browser, {
      viewport: PHONE,
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    });
    const second = await signIn(phone, OLD, first);
    await page.goto(account());
    await page.getByRole('link', { name: 'Devices you are signed in on' }).click();
    await page.getByText('Your plan allows 2 at once').waitFor();
    await expectSoundEverywhere(page);
    await page.getByRole('button', { name: 'Sign out Safari on iPhone' }).click();
    await page.getByText('on this device only').waitFor();
    await phone.page.goto(account());
    await phone.page.waitForURL(account('/sign-in'));

    await page.goto(account('/address'));
    await expectSoundEverywhere(page);
    await page.keyboard.type(NEW);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Enter both codes' }).waitFor();
    await expectSoundEverywhere(page);
    await page.keyboard.type(await code(desk, OLD, second));
    await page.keyboard.press('Enter');
    await page.getByText('has agreed').waitFor();
    await expectSoundEverywhere(page);
    const proof = await code(desk, NEW);
    await page.keyboard.type(proof);
    await page.keyboard.press('Enter');
    await page.waitForURL(account('?address=changed'));
    await page.getByText(NEW).waitFor();

    const third = await signIn(phone, NEW, proof);
    const tablet = await openWatched(browser, { viewport: DESK });
    await signIn(tablet, NEW, third);
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
