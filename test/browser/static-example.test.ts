// Claims:
// - A reader meets the static example's page in a browser, pays, comes back, and the article opens in it; what the
//   page was served as never held the article.
// - The example is under forty lines, and the page that the guide shows is ten lines at the most.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findChromium, launch } from '../support/chromium.ts';
import { startExample } from '../support/example.ts';
import { startLocal } from './local-service.ts';
import { expectSound, openWatched } from './watch.ts';

const PAID = 'Wexcombe';
const chromium = findChromium();
const root = join(import.meta.dirname, '../..');
const linesOf = (text: string) => text.trim().split('\n').length;

test.skipIf(chromium === undefined)(
  'locked, paid, read',
  async () => {
    await using stack = new AsyncDisposableStack();
    const running = await startLocal();
    stack.defer(() => running.stop());
    const example = stack.use(await startExample('static/serve.ts', running.service, running.pagePort));
    const browser = await launch(chromium ?? '');
    stack.defer(() => browser.close());
    const { page, complaints } = await openWatched(browser, { viewport: { width: 360, height: 740 } });

    const served = await page.goto(example.page);
    expect(await served?.text()).not.toContain(PAID);
    await expectSound(page);
    await page.getByRole('link', { name: 'Subscribe' }).click();
    await page.getByLabel('Your e-mail address').fill('ada@example.com');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByRole('button', { name: /pay \$/ }).click();
    await page.waitForURL(example.page);
    await page.getByText(PAID).waitFor();
    await expectSound(page);
    expect(complaints).toEqual([]);
  },
  60_000,
);

test('the example and the guide’s page are short', () => {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  expect(linesOf(read('examples/static/serve.ts'))).toBeLessThan(40);
  const [, page = ''] = /```html\n(<!doctype html>[\s\S]*?)```/.exec(read('docs/front-ends.md')) ?? [];
  expect(page).toContain('<gatefold-gate');
  expect(linesOf(page)).toBeLessThanOrEqual(10);
});
