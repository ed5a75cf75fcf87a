// Claims:
// - Signing in reads well on a phone and at a desk, by day and by night, in either language and under a long name: no
//   page or mail scrolls sideways, and none has what axe finds hard to read or to use.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderMail } from '../../../functions/mail/render.ts';
import type { MailMessage } from '../../../shared/mail/message.ts';
import { english } from '../../../shared/words/english.ts';
import { createSpeaker } from '../../../shared/words/speaker.ts';
import { allowSlowPages, findChromium, launch } from '../../support/chromium.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const NAME = 'Die Süddeutsche Abendzeitung für Wirtschaft, Gesellschaft und Wissenschaft';
const LOOKS = [
  { language: 'en', colorScheme: 'light', width: 600 },
  { language: 'de', colorScheme: 'dark', width: 360 },
] as const;
const AXE = readFileSync(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

const executable = findChromium();
allowSlowPages();
describe.skipIf(executable === undefined).each(LOOKS)('$language, $colorScheme, $width wide', (look) => {
  const { language, colorScheme, width } = look;
  let browser: Browser;
  let world: World;
  let page: Page;
  beforeAll(async () => {
    const publication = { name: NAME, language };
    world = await openWorld({
      change: (config) => ({ ...config, publication: { ...config.publication, ...publication } }),
    });
    browser = await launch(executable ?? '');
    // The pages let no script in, axe neither.
    page = await browser.newPage({ colorScheme, viewport: { width, height: 700 }, bypassCSP: true });
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function looksRight(): Promise<void> {
    const overflow = 'document.documentElement.scrollWidth - innerWidth';
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    await page.evaluate(AXE);
    const found = await page.evaluate(
      'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
    );
    expect(found).toEqual([]);
  }

  test('the pages, from the address to a link that was used', async () => {
    const email = 'a.reader.with.a.long.address@mail.department.example.com';
    await page.goto(`${world.issuer}/account/sign-in`);
    expect(await page.getAttribute('html', 'lang')).toBe(language);
    await looksRight();
    await page.fill('#email', email);
    await page.click('button');
    await looksRight();
    await page.fill('#code', '12345');
    await page.click('button >> nth=0');
    expect(await page.getAttribute('.alert', 'data-code')).toBe('code_malformed');
    await looksRight();
    await world.service.mailQueue.settled();
    const link = world.linkFor(email);
    await page.goto(link);
    await looksRight();
    await page.click('button');
    await page.goto(link);
    expect(await page.getAttribute('.alert', 'data-code')).toBe('link_used');
    await looksRight();
  });

  test('every kind of mail', async () => {
    const base = { to: 'ada@example.com', expiresAt: 900, code: '042917' };
    const link = `${world.issuer}/account/sign-in/link?token=chl_1.secret`;
    const messages: MailMessage[] = [
      { ...base, kind: 'sign_in', link },
      { to: base.to, expiresAt: 3600, kind: 'sign_in', link },
      { ...base, kind: 'address_change_old', newAddress: 'a…@example.org' },
      { ...base, kind: 'address_change_new' },
      { to: base.to, expiresAt: 900, kind: 'address_changed', newAddress: 'a…@example.org' },
    ];
    const speaker = createSpeaker(language);
    const written = messages.map((message) => renderMail(message, world.config.publication, speaker, 0));
    for (const mail of await Promise.all(written)) {
      await page.setContent(mail.html);
      await looksRight();
    }
  });

  test('a mail that runs from right to left', async () => {
    const message = {
      kind: 'sign_in',
      to: 'ada@example.com',
      expiresAt: 900,
      code: '042917',
      link: '#',
    } as const;
    const arabic = createSpeaker('ar', english);
    const mail = await renderMail(message, world.config.publication, arabic, 0);
    await page.setContent(mail.html);
    await looksRight();
  });
});
