import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

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

const LOAD_AXE = `if (globalThis.axe === undefined) { ${axe.source} }`;

/** No serious accessibility fault, and nothing wider than the window. */
export async function expectSound(page: Page): Promise<void> {
  await page.evaluate(LOAD_AXE);
  const serious = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({
      resultTypes: ['violations'],
    });
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

/** Loads a page until it says what is looked for: events take their time. */
export async function lookUntil(page: Page, url: string, sought: RegExp): Promise<void> {
  do await page.goto(url);
  while (!sought.test(await page.getByRole('main').innerText()));
}
