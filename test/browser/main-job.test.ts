// Claims:
// - In a real browser, a reader meets a locked article, pays, and reads the whole of it.
// - The same reader signs in by a mailed code in a second browser, on a narrow phone, and reads there too.
// - Whatever the reader does, no request that the browser sends to the newspaper carries the refresh credential.
// - Every page of that road is free of serious accessibility faults, script errors and sideways scrolling.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Running } from '../../local/start.ts';
import { allowSlowPages, findChromium, launch } from '../support/chromium.ts';
import { newestCode, startLocal } from './local-service.ts';
import { ARTICLE, enterCode, expectLocked, expectSound, expectUnlocked, openWatched } from './watch.ts';
import type { Watched } from './watch.ts';

const chromium = findChromium();
if (chromium === undefined)
  console.log('No Chromium here: the browser tests are left out. CHROMIUM may name one.');

allowSlowPages();
describe.skipIf(chromium === undefined)('the main job in a browser', () => {
  let running: Running;
  let browser: Browser;

  beforeAll(async () => {
    running = await startLocal();
    browser = await launch(chromium ?? '');
  });
  afterAll(async () => {
    await browser.close();
    await running.stop();
  });

  test('locked, paid, read; then signed in elsewhere by code', async () => {
    const email = 'ada@example.com';
    const desktop = await openListened(browser, running, { width: 1280, height: 900 });
    const { page } = desktop;

    const locked = await page.goto(running.site + ARTICLE);
    const lockedHtml = (await locked?.text()) ?? '';
    await expectLocked(page);
    await expectSound(page);
    const lockedText = await page.locator('article').innerText();
    expect(lockedText).toContain('Only $100 per year');

    await page.getByRole('link', { name: 'Subscribe' }).click();
    await expectSound(page);
    await page.getByLabel('Your e-mail address').fill(email);
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByRole('button', { name: /pay \$/ }).click();
    await page.waitForURL(running.site + ARTICLE);
    await expectUnlocked(page);
    await expectSound(page);
    const lastWords =
      (await page.locator('article p').allInnerTexts()).findLast((text) => text.length > 100) ?? '';
    expect(lastWords).not.toBe('');
    expect(lockedHtml).not.toContain(lastWords.slice(0, 60));

    const phone = await openListened(browser, running, { width: 360, height: 740 });
    await phone.page.goto(running.site + ARTICLE);
    await expectLocked(phone.page);
    await expectSound(phone.page);
    await phone.page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await phone.page.getByLabel('Your e-mail address').fill(email);
    await expectSound(phone.page);
    await phone.page.getByRole('button', { name: 'Send me a code' }).click();
    await expectSound(phone.page);
    const wrong = await enterCode(phone.page, '000 000');
    expect(wrong).toContain('This is not the code that was sent.');
    await enterCode(phone.page, await newestCode(running.service, email));
    await phone.page.waitForURL(running.site + ARTICLE);
    await expectUnlocked(phone.page);
    await expectSound(phone.page);
    await phone.page.getByRole('link', { name: 'My account' }).click();
    await expectSound(phone.page);
    const account = await phone.page.getByRole('main').innerText();
    expect(account).toContain(email);
    expect(account).toMatch(/Your Annual subscription\. It renews on \d{1,2} \w+ \d{4}\./);
    await phone.page.getByRole('button', { name: 'Sign out' }).click();
    await phone.page.goto(running.site + ARTICLE);
    await expectLocked(phone.page);

    for (const watched of [desktop, phone]) {
      expect(watched.credentials.size).toBeGreaterThan(0);
      expect(watched.sentToSite.length).toBeGreaterThan(0);
      for (const sent of watched.sentToSite) {
        for (const credential of watched.credentials) expect(sent).not.toContain(credential);
      }
      expect(watched.complaints).toEqual([]);
    }
  });
});

interface Listened extends Watched {
  /** Every refresh credential that the service gave this browser. */
  readonly credentials: Set<string>;
  /** All headers of each request to the newspaper, as they went over the wire. */
  readonly sentToSite: string[];
}

async function openListened(
  browser: Browser,
  { service, site }: Running,
  viewport: { width: number; height: number },
): Promise<Listened> {
  const watched = await openWatched(browser, { viewport });
  const { context } = watched;
  const credentials = new Set<string>();
  const sentToSite: string[] = [];
  context.on('requestfinished', (request) => {
    void request.allHeaders().then((headers) => {
      if (request.url().startsWith(site)) sentToSite.push(JSON.stringify(headers));
    });
  });
  context.on('response', (response) => {
    if (!response.url().startsWith(service)) return;
    void response.headersArray().then((headers) => {
      for (const { name, value } of headers) {
        const [, credential] = /^gatefold_session=([^;]+)/.exec(value) ?? [];
        if (name.toLowerCase() === 'set-cookie' && credential !== undefined) credentials.add(credential);
      }
    });
  });
  return { ...watched, credentials, sentToSite };
}
