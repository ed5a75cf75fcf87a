// Claims:
// - In a real browser, a reader meets a locked article, pays, and reads the whole of it.
// - The same reader signs in by a mailed code in a second browser, on a narrow phone, and reads there too.
// - Whatever the reader does, no request that the browser sends to the newspaper carries the refresh credential.
// - Every page of that road is free of serious accessibility faults, script errors and sideways scrolling.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDataFolder } from '../../local/data-folder.ts';
import { freePorts } from '../../local/ports.ts';
import { start } from '../../local/start.ts';
import type { Running } from '../../local/start.ts';
import { findChromium, launch } from '../support/chromium.ts';

const chromium = findChromium();
if (chromium === undefined)
  console.log('No Chromium here: the browser tests are left out. CHROMIUM may name one.');

const ARTICLE = '/articles/why-wool-is-dear-and-jumpers-are-cheap';

describe.skipIf(chromium === undefined)('the main job in a browser', () => {
  let running: Running;
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'gatefold-browser-'));
  const data = openDataFolder(folder);

  beforeAll(async () => {
    running = await start({ data, port: await freePorts(3), quiet: true });
    browser = await launch(chromium ?? '');
  });
  afterAll(async () => {
    await browser.close();
    await running.stop();
    data.release();
    rmSync(folder, { recursive: true });
  });

  test('locked, paid, read; then signed in elsewhere by code', async () => {
    const email = 'ada@example.com';
    const desktop = await openWatched(browser, running, { width: 1280, height: 900 });
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
    await page.getByRole('button', { name: /^Pay / }).click();
    await page.waitForURL(running.site + ARTICLE);
    await expectUnlocked(page);
    await expectSound(page);
    const lastWords =
      (await page.locator('article p').allInnerTexts()).findLast((text) => text.length > 100) ?? '';
    expect(lastWords).not.toBe('');
    expect(lockedHtml).not.toContain(lastWords.slice(0, 60));

    const phone = await openWatched(browser, running, { width: 360, height: 740 });
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
    await enterCode(phone.page, await codeFromOutbox(phone.context, running));
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

interface Watched {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Every refresh credential that the service gave this browser. */
  readonly credentials: Set<string>;
  /** All headers of each request to the newspaper, as they went over the wire. */
  readonly sentToSite: string[];
  /** What the page's console complained of. */
  readonly complaints: string[];
}

async function openWatched(
  browser: Browser,
  { service, site }: Running,
  viewport: { width: number; height: number },
): Promise<Watched> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const watched: Watched = { context, page, credentials: new Set(), sentToSite: [], complaints: [] };
  context.on('requestfinished', (request) => {
    void request.allHeaders().then((headers) => {
      if (request.url().startsWith(site)) watched.sentToSite.push(JSON.stringify(headers));
    });
  });
  context.on('response', (response) => {
    if (!response.url().startsWith(service)) return;
    void response.headersArray().then((headers) => {
      for (const { name, value } of headers) {
        const [, credential] = /^gatefold_session=([^;]+)/.exec(value) ?? [];
        if (name.toLowerCase() === 'set-cookie' && credential !== undefined)
          watched.credentials.add(credential);
      }
    });
  });
  page.on('console', (message) => {
    const expected = message.text().includes('status of 401');
    if (message.type() === 'error' && !expected) watched.complaints.push(message.text());
  });
  page.on('pageerror', (error) => watched.complaints.push(error.message));
  return watched;
}

async function expectLocked(page: Page): Promise<void> {
  expect(await page.locator('article').first().getAttribute('data-state')).toBe('locked');
}

async function expectUnlocked(page: Page): Promise<void> {
  expect(await page.locator('article').first().getAttribute('data-state')).toBe('unlocked');
}

/** No serious accessibility fault, and nothing wider than the window. */
async function expectSound(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const serious = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id }) => id);
  });
  expect(serious, page.url()).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, page.url()).toBeLessThanOrEqual(0);
}

async function enterCode(page: Page, code: string): Promise<string> {
  await page.getByLabel('Six-digit code').fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForLoadState();
  return page.locator('body').innerText();
}

async function codeFromOutbox(context: BrowserContext, { service }: Running): Promise<string> {
  const outbox = await context.newPage();
  const subject = outbox.locator('article h2').first();
  for (let looks = 0; looks < 50 && (await subject.count()) === 0; looks += 1) {
    await outbox.goto(`${service}/outbox`);
  }
  const code = (await subject.innerText()).slice(0, 7);
  await outbox.close();
  return code;
}
