// Claims:
// - A reader's whole life can be lived in a browser, by clicks alone, while the clock of the Stripe double is moved on
//   its control page: a free trial, a paid month, a renewal that fails, days of grace, no access, and back in by paying.
// - A pass is bought, read with, refunded, and then opens nothing.
// - At every step the newspaper and the account page say what is so, until when, and what the reader can do about it.
// - Every page on these roads is free of serious accessibility faults, script errors and sideways scrolling, on a wide
//   screen and on a small telephone.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Running } from '../../local/start.ts';
import type { GatefoldConfig } from '../../shared/config/schema.ts';
import { allowSlowPages, findChromium, launch } from '../support/chromium.ts';
import { newestCode, startLocal } from './local-service.ts';
import {
  ARTICLE,
  enterCode,
  expectFits,
  expectLocked,
  expectSound,
  expectUnlocked,
  lookUntil,
  openWatched,
} from './watch.ts';
import type { Watched } from './watch.ts';

const chromium = findChromium();
const WIDE = { width: 1280, height: 900 };
const SMALL = { width: 360, height: 740 };

/** One plan: by the month after two weeks free, or for a week. */
function withTrialAndPass({ plans, ...config }: GatefoldConfig): GatefoldConfig {
  const { annual } = plans;
  if (annual === undefined) throw new Error('The publication sells no annual plan.');
  const month = {
    lookupKey: 'fold_month',
    currency: 'usd',
    amount: 900,
    interval: 'month',
    trialDays: 14,
  } as const;
  const week = { lookupKey: 'fold_week', currency: 'usd', amount: 300, passDays: 7 };
  return { ...config, plans: { reader: { ...annual, name: 'Reader', onSale: [month, week] } } };
}

allowSlowPages();
describe.skipIf(chromium === undefined)('a life in a browser', () => {
  let running: Running;
  let browser: Browser;

  beforeAll(async () => {
    running = await startLocal(withTrialAndPass);
    browser = await launch(chromium ?? '');
  });
  afterAll(async () => {
    await browser.close();
    await running.stop();
  });

  test('trial, paid, failing, in grace, out, and back', async () => {
    const ada = await openReader('ada@example.com', WIDE);
    const hand = await openHand();

    const began = running.now();
    await ada.subscribe('14 days free, then $9 per month', 'Start trial');
    expect(await ada.article()).toContain('You read this with your free trial.');
    await ada.signIn();
    const trial = /Your free trial of Reader ends on (.+); then it is \$9 per month\./;
    expect(daysAfter(14, began)).toContain(trial.exec(await ada.account(trial))?.[1]);

    await hand.move('+1 week', '+1 week', '+1 day');
    expect(await ada.account(/renews/)).toMatch(/Your Reader subscription\. It renews on \d+ \w+ \d{4}\./);
    expect(await ada.article()).toContain('You read this with your subscription.');

    await hand.putOnFile('0341: declined when charged');
    await hand.move('+1 month');
    expect(await ada.account(/not arrived/)).toMatch(
      /The last payment for your Reader subscription has not arrived\. You can read until \d+ \w+ \d{4}\./,
    );
    expect(await ada.article()).toContain('Your last payment did not go through.');
    await ada.page.getByRole('link', { name: 'please update your card' }).click();
    await ada.page.getByRole('button', { name: 'Update your card' }).waitFor();

    await hand.move('+1 week', '+1 day');
    expect(await ada.account(/no access/)).toContain('has not arrived, so it opens nothing now.');
    expect(await ada.article('locked')).toContain('You have no subscription in force');
    await ada.page.getByRole('main').getByRole('link', { name: 'Subscribe' }).click();
    expect(await ada.words()).toContain('There is no need to buy it again');
    await ada.page.getByRole('link', { name: 'Go to your account' }).click();

    await ada.page.getByRole('button', { name: 'Update your card' }).click();
    await ada.words();
    await ada.page.getByLabel('Card number').fill('4242 4242 4242 4242');
    await ada.page.getByLabel('Expiry').fill('12 / 40');
    await ada.page.getByLabel('CVC').fill('123');
    await ada.page.getByRole('button', { name: 'Save card' }).click();
    await ada.page.getByRole('button', { name: 'Receipts and payment details' }).click();
    await ada.words();
    await ada.page.getByRole('button', { name: 'Pay now' }).click();
    await ada.page.getByRole('link', { name: 'Back' }).click();
    expect(await ada.words()).toMatch(/Your Reader subscription\. It renews on \d+ \w+ \d{4}\./);
    expect(await ada.article()).toContain('You read this with your subscription.');

    expect([...ada.complaints, ...hand.complaints]).toEqual([]);
  });

  test('a pass, until its money goes back', async () => {
    const ben = await openReader('ben@example.com', SMALL);
    const hand = await openHand();

    const began = running.now();
    await ben.subscribe('$3 for 7 days', 'Pay $3.00');
    expect(await ben.article()).toContain('You read this with a pass.');
    await ben.signIn();
    const pass = /Your Reader pass\. You can read until (.+) at \d\d:\d\d UTC\./;
    expect(daysAfter(7, began)).toContain(pass.exec(await ben.account(pass))?.[1]);

    await hand.refund('$3.00');
    await hand.move('+1 hour');
    expect(await ben.account(/refunded/)).toContain('Your Reader pass was refunded, so it opens nothing.');
    expect(await ben.article('locked')).toContain('$3 for 7 days');

    expect([...ben.complaints, ...hand.complaints]).toEqual([]);
  });

  /** The day so long after what was bought since then, as the pages write it; two, where it was midnight meanwhile. */
  function daysAfter(days: number, since: number): string[] {
    const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
    return [since, running.now()].map((moment) => format.format(moment + days * 86_400_000));
  }

  async function openReader(email: string, viewport: typeof WIDE) {
    const watched = await openWatched(browser, { viewport });
    const { page } = watched;
    const words = async () => {
      await expectSoundAtBoth(page, viewport);
      return page.getByRole('main').innerText();
    };
    return {
      ...watched,
      words,
      /** From a locked article by our pages to Stripe's, and back to the article. */
      async subscribe(price: string, button: string) {
        await page.goto(running.site + ARTICLE);
        await expectLocked(page);
        expect(await words()).toContain(price);
        await page.getByRole('link', { name: 'Subscribe' }).click();
        await page.getByLabel(price).check();
        await page.getByLabel('Your e-mail address').fill(email);
        await words();
        await page.getByRole('button', { name: 'Continue to payment' }).click();
        await words();
        await page.getByRole('button', { name: button }).click();
        await page.waitForURL(running.site + ARTICLE);
      },
      async signIn() {
        await page.getByRole('link', { name: 'My account' }).click();
        await words();
        await page.getByRole('button', { name: 'Send me a code' }).click();
        await enterCode(page, await newestCode(running.service, email));
      },
      /** What the account page says, once it says what is looked for. */
      async account(sought: RegExp) {
        await lookUntil(page, `${running.service}/account`, sought);
        return words();
      },
      /** What the article's page says. */
      async article(state: 'unlocked' | 'locked' = 'unlocked') {
        await page.goto(running.site + ARTICLE);
        await (state === 'unlocked' ? expectUnlocked(page) : expectLocked(page));
        return words();
      },
    };
  }

  /** A hand on the control page of the double, in a browser of its own. The newest customer is open on it. */
  async function openHand(): Promise<Watched & Hand> {
    const watched = await openWatched(browser, { viewport: WIDE });
    const { page } = watched;
    const press = async (name: string) => {
      await Promise.all([
        page.waitForEvent('framenavigated'),
        page.getByRole('button', { name, exact: true }).click(),
      ]);
      await page.waitForLoadState();
    };
    await page.goto(running.stripeDouble ?? '');
    await expectSoundAtBoth(page, WIDE);
    return {
      ...watched,
      async move(...steps) {
        for (const step of steps) await press(step);
      },
      async putOnFile(card) {
        await page.reload();
        await page.getByLabel(/^Card of/).selectOption({ label: card });
        await press('Put on file');
        await expectSoundAtBoth(page, WIDE);
      },
      async refund(amount) {
        await page.reload();
        await press(`Refund ${amount}`);
      },
    };
  }
});

interface Hand {
  move(...steps: ('+1 hour' | '+1 day' | '+1 week' | '+1 month')[]): Promise<void>;
  putOnFile(card: string): Promise<void>;
  refund(amount: string): Promise<void>;
}

/** In the window's own size and in the other. */
async function expectSoundAtBoth(page: Page, own: typeof WIDE): Promise<void> {
  await expectSound(page);
  await page.setViewportSize(own === WIDE ? SMALL : WIDE);
  await expectFits(page);
  await page.setViewportSize(own);
}
