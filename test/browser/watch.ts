import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Running } from '../../local/start.ts';

export const ARTICLE = '/articles/why-wool-is-dear-and-jumpers-are-cheap';

export interface Watched {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the pages' consoles complained of. */
  readonly complaints: string[];
}

/** A browser of its own. That a reader is not signed in, or may not read, is answered 401 and is no complaint. */
export async function openWatched(browser: Browser, options: BrowserContextOptions): Promise<Watched> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const expected = message.text().includes('status of 401');
    if (message.type() === 'error' && !expected) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { context, page, complaints };
}

export async function expectLocked(page: Page): Promise<void> {
  expect(await stateOf(page)).toBe('locked');
}

export async function expectUnlocked(page: Page): Promise<void> {
  expect(await stateOf(page)).toBe('unlocked');
}

const stateOf = (page: Page) => page.locator('article').first().getAttribute('data-state');

/** No serious accessibility fault, and nothing wider than the window. */
export async function expectSound(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const serious = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id }) => id);
  });
  expect(serious, page.url()).toEqual([]);
  await expectFits(page);
}

export async function expectFits(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, page.url()).toBeLessThanOrEqual(0);
}

export async function enterCode(page: Page, code: string): Promise<string> {
  await page.getByLabel('Six-digit code').fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForLoadState();
  return page.locator('body').innerText();
}

/** The code in the newest mail to an address, once it is there. */
export async function mailedCode(context: BrowserContext, running: Running, email: string): Promise<string> {
  const outbox = await context.newPage();
  const mail = outbox.locator('article', { hasText: `To ${email},` }).first();
  for (let looks = 0; looks < 50 && (await mail.count()) === 0; looks += 1) {
    await outbox.goto(`${running.service}/outbox`);
  }
  const code = (await mail.locator('h2').innerText()).slice(0, 7);
  await outbox.close();
  return code;
}
