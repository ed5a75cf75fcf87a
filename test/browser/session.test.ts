// Claims:
// - A page that comes back from the back/forward cache, from the background or from being offline asks at once, and
//   shows no article to a reader who has signed out meanwhile.
// - A page that is not looked at renews nothing by itself.
// - Without Web Locks every tab renews for itself, and all stay signed in.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { allowSlowPages, findChromium, launch } from '../support/chromium.ts';
import { openGatedSite } from './gated-site.ts';
import type { GatedSite } from './gated-site.ts';
import { advanceClock, newestCode } from './local-service.ts';

const chromium = findChromium();
const RENEWAL_SECONDS = 565;

allowSlowPages();
describe.skipIf(chromium === undefined)('the session of a page', () => {
  let site: GatedSite;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Calls of `POST /v1/token` from this browser. */
  let calls: number;
  let readers = 0;

  beforeAll(async () => {
    site = await openGatedSite();
    browser = await launch(chromium ?? '');
    const script = `<!doctype html><title>A page</title><script type="module">
      import { createSession } from '/session.js';
      globalThis.session = createSession({ issuer: '${site.running.service}', audience: 'the-fold', features: ['news'] });
    </script>`;
    site.pages.set('/page', () => new Response(script, { headers: { 'content-type': 'text/html' } }));
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  beforeEach(async () => {
    context = await browser.newContext();
    calls = 0;
    context.on('request', (request) => {
      if (request.url().endsWith('/v1/token')) calls += 1;
    });
    page = await context.newPage();
    await page.goto(`${site.origin}/page`);
    const email = `reader${(readers += 1)}@example.com`;
    await page.evaluate(`session.sendCode('${email}')`);
    await page.evaluate(`session.signIn('${await newestCode(site.running.service, email)}').then(() => 1)`);
  });
  afterEach(() => context.close());

  const stateOf = (which: Page) => which.evaluate('session.state');

  /** Signs this browser out where its pages of the site hear nothing of it, as the service's own account page does. */
  const signOutElsewhere = () =>
    page.request.post(`${site.running.service}/v1/sign-out`, { headers: { origin: site.origin }, data: {} });

  async function setVisible(visible: boolean): Promise<void> {
    await page.evaluate(
      (state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      },
      visible ? 'visible' : 'hidden',
    );
  }

  test('back from the background: it asks at once, and until then it leaves the service alone', async () => {
    await context.clock.install({ time: site.running.now() });
    await page.goto(`${site.origin}/page`);
    await expect.poll(() => stateOf(page)).toBe('signed_in');
    await setVisible(false);
    await signOutElsewhere();
    const before = calls;
    await context.clock.fastForward(RENEWAL_SECONDS * 1_000);
    expect(await stateOf(page)).toBe('signed_in');
    expect(calls).toBe(before);
    await setVisible(true);
    await expect.poll(() => stateOf(page)).toBe('signed_out');
    expect(calls).toBe(before + 1);
  });

  test.each(['pageshow', 'online'])('%s: it asks at once', async (type) => {
    await expect.poll(() => stateOf(page)).toBe('signed_in');
    await signOutElsewhere();
    await page.evaluate((name) => {
      dispatchEvent(
        name === 'pageshow' ? new PageTransitionEvent(name, { persisted: true }) : new Event(name),
      );
    }, type);
    await expect.poll(() => stateOf(page)).toBe('signed_out');
    expect(await page.evaluate('session.why')).toMatch(/^session_/);
  });

  test('without Web Locks two tabs renew for themselves, and both stay signed in', async () => {
    await context.clock.install({ time: site.running.now() });
    await context.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
    });
    const tabs = [page, await context.newPage()];
    for (const tab of tabs) await tab.goto(`${site.origin}/page`);
    for (const tab of tabs) await expect.poll(() => stateOf(tab)).toBe('signed_in');
    for (let renewal = 0; renewal < 3; renewal += 1) {
      const before = calls;
      await advanceClock(site.running, RENEWAL_SECONDS);
      await context.clock.fastForward(RENEWAL_SECONDS * 1_000);
      await expect.poll(() => calls).toBeGreaterThan(before);
      for (const tab of tabs) expect(await stateOf(tab)).toBe('signed_in');
      // What is still under way ends before the clock moves on.
      for (const tab of tabs) await tab.evaluate('session.refresh().then(() => 1)');
    }
  });
});
