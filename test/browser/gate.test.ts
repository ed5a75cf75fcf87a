// Claims:
// - A page with the element shows a stranger the teaser and the offer, and the paid text is neither in it nor asked for.
// - Who signs in reads on without a reload, in every tab; who signs out leaves no paid text behind in any.
// - The reader's token goes to the page's own origin and to those that the developer named, and follows no redirect.
// - Nothing in the paid text runs as a script, also where the page allows no HTML that it does not trust.
// - While the service cannot be asked, a reader reads until the token ends, and is never told to be signed out.
// - Paid text that stands in the page already is reported, and not hidden.
// - In every state a reader gets along by keyboard alone, and there is no serious accessibility fault.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen } from '../../local/ports.ts';
import { allowSlowPages, findChromium, launch } from '../support/chromium.ts';
import { gatePage, openGatedSite, PAID_SENTENCE } from './gated-site.ts';
import type { GatedSite } from './gated-site.ts';
import { newestCode } from './local-service.ts';
import { expectSound } from './watch.ts';

const chromium = findChromium();

allowSlowPages();
describe.skipIf(chromium === undefined)('the gate in a page', () => {
  let site: GatedSite;
  let browser: Browser;

  beforeAll(async () => {
    site = await openGatedSite();
    browser = await launch(chromium ?? '');
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  /** A browser in which a member with a comp is signed in, by the calls that a site's script makes. */
  async function signedIn(email: string, features: readonly string[] = ['analysis']) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    if (features.length > 0) await site.grant(email, features);
    await page.goto(`${site.origin}/blank`);
    await signIn(page, email);
    return { context, page };
  }

  async function signIn(page: Page, email: string): Promise<void> {
    await inSession(page, `await session.sendCode('${email}')`);
    const code = await newestCode(site.running.service, email);
    await inSession(page, `await session.signIn('${code}')`);
  }

  /** Runs a line of a site's script with a session of its own. */
  function inSession(page: Page, line: string): Promise<unknown> {
    return page.evaluate(`(async () => {
      const { createSession } = await import('/session.js');
      globalThis.own ??= createSession({ issuer: '${site.running.service}', audience: 'the-fold', features: ['analysis'] });
      const session = globalThis.own;
      return ${line};
    })()`);
  }

  const gate = (page: Page) => page.locator('gatefold-gate');
  const becomes = (page: Page, state: string) =>
    page.locator(`gatefold-gate[state=${state}]`).first().waitFor({ state: 'attached' });

  test('a stranger sees the teaser and the offer, and two gates ask once', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    const calls: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') calls.push(new URL(request.url()).pathname);
    });
    const second = `<gatefold-gate issuer="${site.running.service}" audience="the-fold" feature="registered"
      src="/paid/news"></gatefold-gate>`;
    site.pages.set('/two', () => html(gatePage(site.running.service) + second));
    const before = site.asked.length;
    await page.goto(`${site.origin}/two`);
    await becomes(page, 'locked');
    expect(await gate(page).first().innerText()).toContain('What everybody may read.');
    expect(
      await page.getByRole('link', { name: 'Subscribe, Annual, $100 per year' }).getAttribute('href'),
    ).toBe(`${site.running.service}/account/subscribe?plan=annual&to=${encodeURIComponent(page.url())}`);
    await page.getByRole('heading', { name: 'Sign in to read on' }).waitFor();
    await expectSound(page);
    expect(calls).toEqual(['/v1/token']);
    expect(site.asked.length).toBe(before);
    await context.close();
  });

  test('a sign-in opens the article in another tab, and a sign-out clears both', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const [reading, signing] = [await context.newPage(), await context.newPage()];
    await reading.goto(`${site.origin}/article`);
    await becomes(reading, 'locked');
    await signing.goto(`${site.origin}/article`);
    await site.grant('ada@example.com', ['analysis']);
    await signIn(signing, 'ada@example.com');
    for (const page of [reading, signing]) {
      await becomes(page, 'unlocked');
      await page.getByText(PAID_SENTENCE).waitFor();
      await expectSound(page);
    }
    expect(await reading.evaluate(() => document.cookie + JSON.stringify(localStorage))).not.toContain('eyJ');
    await inSession(signing, 'await session.signOut()');
    for (const page of [reading, signing]) {
      await becomes(page, 'locked');
      expect(await page.content()).not.toContain(PAID_SENTENCE);
    }
    await context.close();
  });

  test('a member of another range is offered the plan that has it; once it is held, the article opens, and after a fault', async () => {
    const { context, page } = await signedIn('bea@example.com', ['memos']);
    const before = site.asked.length;
    await page.goto(`${site.origin}/article`);
    await becomes(page, 'locked');
    await page.getByRole('heading', { name: 'Your plan does not include this article' }).waitFor();
    await page.getByRole('link', { name: 'My account' }).waitFor();
    expect(site.asked.length).toBe(before);
    expect(await gate(page).locator('.skeleton').isVisible()).toBe(false);
    await site.grant('bea@example.com', ['analysis']);
    await inSession(page, 'await session.refresh()');
    await becomes(page, 'unlocked');
    site.pages.set('/paid/analysis', () => new Response('x', { status: 500 }));
    await page.reload();
    await page.getByText('The article could not be loaded.').first().waitFor();
    await expectSound(page);
    site.pages.delete('/paid/analysis');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(PAID_SENTENCE).waitFor();
    await context.close();
  });

  test('no token goes to an origin that is not named, nor after a redirect', async () => {
    const { context, page } = await signedIn('cy@example.com');
    const elsewhere = await openElsewhere();
    const errors = collectErrors(page);
    site.pages.set('/foreign', () =>
      html(gatePage(site.running.service, `src="x"`).replace('/paid/analysis', elsewhere.url)),
    );
    site.pages.set(
      '/paid/moved',
      () => new Response(null, { status: 302, headers: { location: elsewhere.url } }),
    );
    site.pages.set('/moved', () =>
      html(gatePage(site.running.service).replace('/paid/analysis', '/paid/moved')),
    );
    site.pages.set('/named', () =>
      html(
        gatePage(site.running.service, `token-origins="${new URL(elsewhere.url).origin}"`).replace(
          '/paid/analysis',
          elsewhere.url,
        ),
      ),
    );
    for (const path of ['/foreign', '/moved']) {
      await page.goto(site.origin + path);
      await becomes(page, 'error');
      expect(elsewhere.tokens).toEqual([]);
    }
    await expect
      .poll(() => errors.join(' '))
      .toMatch(/source_refused: foreign_origin.*source_refused: it redirects/);
    await page.goto(`${site.origin}/named`);
    await becomes(page, 'unlocked');
    expect(elsewhere.tokens).toHaveLength(1);
    await elsewhere.close();
    await context.close();
  });

  test('nothing in the paid text runs, under Trusted Types too', async () => {
    const { context, page } = await signedIn('di@example.com');
    const policy =
      "script-src 'self' 'unsafe-inline'; require-trusted-types-for 'script'; trusted-types gatefold";
    site.pages.set('/paid/hostile', () =>
      html(`<p id="end">${PAID_SENTENCE}</p><script>globalThis.ran = 1</script><img src="x" onerror="ran = 2">
        <svg onload="ran = 3"><a xlink:href="java\nscript:ran=4"><text>x</text></a></svg><a id="link" href=" javascript:ran=5">x</a>
        <iframe srcdoc="<script>parent.ran = 6</script>"></iframe>`),
    );
    for (const csp of [undefined, policy]) {
      site.pages.set('/hostile', () => {
        const page = html(gatePage(site.running.service).replace('/paid/analysis', '/paid/hostile'));
        if (csp !== undefined) page.headers.set('content-security-policy', csp);
        return page;
      });
      await page.goto(`${site.origin}/hostile`);
      await becomes(page, 'unlocked');
      await page.locator('#link').click();
      await page.getByText(PAID_SENTENCE).waitFor();
      expect(await page.evaluate('globalThis.ran')).toBeUndefined();
    }
    await context.close();
  });

  test('without the service: reading until the token ends, then offline, and never signed out', async () => {
    const { context, page } = await signedIn('ed@example.com');
    await context.clock.install({ time: site.running.now() });
    await page.goto(`${site.origin}/article`);
    await becomes(page, 'unlocked');
    const answers = [() => 503, () => 429, () => undefined];
    let calls = 0;
    await context.route(`${site.running.service}/v1/token`, (route) => {
      const status = answers[(calls += 1) % answers.length]?.();
      return status === undefined ? route.abort() : route.fulfill({ status, body: 'busy' });
    });
    await context.clock.fastForward(595_000);
    await expect.poll(() => calls).toBeGreaterThan(0);
    expect(await gate(page).getAttribute('state')).toBe('unlocked');
    await context.clock.fastForward(6_000);
    await becomes(page, 'offline');
    expect(await page.content()).not.toContain(PAID_SENTENCE);
    await expectSound(page);
    for (let minutes = 0; minutes < 3; minutes += 1) {
      await context.clock.fastForward(60_000);
      expect(await gate(page).getAttribute('state')).toBe('offline');
    }
    await page.getByRole('button', { name: 'Try again' }).focus();
    await context.unroute(`${site.running.service}/v1/token`);
    await page.keyboard.press('Enter');
    await becomes(page, 'unlocked');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('gatefold-content');
    await context.close();
  });

  test('paid text that is in the page already is reported, and hidden from nobody', async () => {
    const page = await browser.newPage();
    const errors = collectErrors(page);
    site.pages.set('/leaky', () =>
      html(
        gatePage(site.running.service).replace(
          'What everybody',
          `${'Long is no teaser. '.repeat(150)} What everybody`,
        ),
      ),
    );
    await page.goto(`${site.origin}/leaky`);
    await becomes(page, 'locked');
    await expect.poll(() => errors.join(' ')).toContain('paid_text_in_page');
    expect(await gate(page).innerText()).toContain('Long is no teaser.');
    await page.close();
  });

  test('the offer is in the page’s language, in the site’s own words, and reached by keyboard', async () => {
    const page = await browser.newPage();
    site.pages.set('/deutsch', () =>
      html(gatePage(site.running.service).replace('lang="en"', 'lang="de-AT"')),
    );
    await page.goto(`${site.origin}/deutsch`);
    await becomes(page, 'locked');
    await page.getByRole('heading', { name: 'Weiterlesen mit einem Abonnement' }).waitFor();
    await page.evaluate(() => {
      const element = document.querySelector('gatefold-gate');
      if (element) element.words = { heading: 'Lesen Sie weiter' };
    });
    await page.getByRole('heading', { name: 'Lesen Sie weiter' }).waitFor();
    const focused: (string | undefined)[] = [];
    for (let tabs = 0; tabs < 2; tabs += 1) {
      await page.keyboard.press('Tab');
      focused.push(
        await page.evaluate(
          () => document.querySelector('gatefold-gate')?.shadowRoot?.activeElement?.textContent,
        ),
      );
    }
    expect(focused).toEqual(['Abonnieren', 'Anmelden']);
    await page.close();
  });

  test('what a framework sets as properties, before the script is there or after, is taken', async () => {
    const page = await browser.newPage();
    site.pages.set('/framework', () =>
      html(`<!doctype html><title>x</title><gatefold-gate></gatefold-gate><script>
        const early = document.querySelector('gatefold-gate');
        Object.assign(early, { issuer: '${site.running.service}', audience: 'the-fold', feature: 'news', src: '/paid/news',
          words: { heading: 'Early words' } });
      </script><script type="module" src="/element.js"></script>`),
    );
    await page.goto(`${site.origin}/framework`);
    await page.getByRole('heading', { name: 'Early words' }).waitFor();
    expect(await gate(page).getAttribute('src')).toBe('/paid/news');
    await page.evaluate(() => {
      const element = document.querySelector('gatefold-gate');
      if (element) Object.assign(element, { feature: 'registered', words: {} });
    });
    await page.getByRole('heading', { name: 'Sign in to read on' }).waitFor();
    await page.close();
  });

  test('a wrong clock, a day off either way, opens the article all the same: row 23', async () => {
    for (const [day, email] of [
      [86_400_000, 'fay@example.com'],
      [-86_400_000, 'gus@example.com'],
    ] as const) {
      const { context, page } = await signedIn(email);
      await context.clock.install({ time: site.running.now() + day });
      await page.goto(`${site.origin}/article`);
      await becomes(page, 'unlocked');
      await context.close();
    }
  });
});

const html = (text: string) =>
  new Response(text, { headers: { 'content-type': 'text/html; charset=utf-8' } });

function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  return errors;
}

/** Another origin that gives its text to anybody who asks from anywhere, and remembers the tokens it was shown. */
async function openElsewhere() {
  const tokens: (string | null)[] = [];
  const { url, close } = await listen((request) => {
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization' };
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: cors });
    tokens.push(request.headers.get('authorization'));
    return new Response('<p>From elsewhere.</p>', { headers: { ...cors, 'content-type': 'text/html' } });
  });
  return { url: `${url}/text`, tokens, close };
}
