import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { vi } from 'vitest';

const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Where a Chromium is on this machine. With `REQUIRE_BROWSER=1` it is an error that there is none. */
export function findChromium(): string | undefined {
  const found = PLACES.find((path) => path !== undefined && existsSync(path));
  if (found === undefined && process.env.REQUIRE_BROWSER === '1') {
    throw new Error('No Chromium was found, and REQUIRE_BROWSER=1 insists on one. CHROMIUM may name it.');
  }
  return found;
}

/** For a file with a browser: a loaded machine draws its pages slowly, and that is no fault of theirs. */
export function allowSlowPages(): void {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
}

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
