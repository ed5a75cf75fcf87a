// Claims:
// - Twenty tabs of one browser stay signed in through thirty renewals, though answers get lost on their way and the
//   service is started anew in the middle; and they ask about as often as one tab would.
// - A credential that was stolen meanwhile and is used later throws out the thief and every tab.
//
// `TABS`, `RENEWALS` and `SEED` ask for more, or for other luck.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Session } from '../../client/src/session.ts';
import { openDataFolder } from '../../local/data-folder.ts';
import { freePorts, listen } from '../../local/ports.ts';
import { start } from '../../local/start.ts';
import { chance } from '../../local/stripe/chance.ts';
import { findChromium, launch } from '../support/chromium.ts';
import { advanceClock, newestCode } from './local-service.ts';
import { openLossyProxy } from './lossy-proxy.ts';
import { buildPageFiles } from './page-files.ts';

const TABS = Number(process.env.TABS ?? 20);
const RENEWALS = Number(process.env.RENEWALS ?? 30);
const SEED = Number(process.env.SEED ?? 1);
const LOST_SHARE = 0.2;
/** After this every tab is due, and its token has half a minute to go. */
const RENEWAL_SECONDS = 565;

const chromium = findChromium();

/** What the pages' scripts leave where the test finds it. */
interface Shown {
  readonly session: Session<'news'>;
  /** Every state that was told. */
  readonly states: string[];
}

test.skipIf(chromium === undefined)('twenty tabs, thirty renewals', { timeout: 600_000 }, async () => {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'gatefold-tabs-'));
  stack.defer(() => {
    rmSync(folder, { recursive: true });
  });
  const data = openDataFolder(folder);
  stack.defer(() => {
    data.release();
  });
  const port = await freePorts(5);
  const [proxyPort, sitePort] = [port + 3, port + 4];
  const proxy = await openLossyProxy(proxyPort, port, (call) => call > 3 && chance(SEED, call) < LOST_SHARE);
  stack.defer(() => proxy.close());
  const origin = `http://127.0.0.1:${sitePort}`;
  const startService = () =>
    start({
      data,
      port,
      quiet: true,
      furtherOrigins: [origin],
      change: (config) => ({ ...config, hosts: { ...config.hosts, service: proxy.url } }),
    });
  let running = await startService();
  stack.defer(() => running.stop());
  const site = await serveTabs(sitePort, proxy.url);
  stack.defer(site.close);
  const browser = await launch(chromium ?? '');
  stack.defer(() => browser.close());
  const context = await browser.newContext();
  await context.clock.install({ time: running.now() });

  const tabs = await Promise.all(Array.from({ length: TABS }, () => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto(origin)));
  await everyTab(context, tabs, ({ session }) => session.state === 'signed_out');
  await signIn(tabs[0], running.service, 'ada@example.com');
  await everyTab(context, tabs, ({ session }) => session.state === 'signed_in');
  for (const tab of tabs) await tab.evaluate('shown.states.length = 0');

  const callsBefore = proxy.tokenCalls();
  let stolen: string | undefined;
  for (let renewal = 0; renewal < RENEWALS; renewal += 1) {
    if (renewal === 5) stolen = await credentialOf(context);
    const restarts = renewal === Math.floor(RENEWALS / 2);
    await advanceClock(running, RENEWAL_SECONDS);
    const since = Math.floor(running.now() / 1_000);
    if (restarts) await running.stop();
    await context.clock.fastForward(RENEWAL_SECONDS * 1_000);
    if (restarts) running = await startService();
    await everyTab(context, tabs, holdsTokenSince, since);
  }
  const asked = proxy.tokenCalls() - callsBefore;
  const states = await Promise.all(tabs.map((tab) => tab.evaluate('shown.states')));
  expect(states.flat().filter((state) => state === 'signed_out')).toEqual([]);
  expect(proxy.lostAnswers()).toBeGreaterThan(RENEWALS / 10);
  expect(asked).toBeGreaterThanOrEqual(RENEWALS);
  expect(asked).toBeLessThan(RENEWALS * 3);

  const thief = await fetch(`http://127.0.0.1:${port}/v1/token`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json', cookie: `gatefold_session=${stolen ?? ''}` },
    body: '{}',
  });
  expect(await thief.json()).toMatchObject({ code: 'session_ended' });
  await advanceClock(running, RENEWAL_SECONDS);
  await context.clock.fastForward(RENEWAL_SECONDS * 1_000);
  await everyTab(context, tabs, ({ session }) => session.why === 'session_ended');
});

const holdsTokenSince = async ({ session }: Shown, since: number): Promise<boolean> =>
  session.state === 'signed_in' && ((await session.access())?.claims.iat ?? 0) >= since;

/** Waits until something is so in every tab; their clock goes on a second with each look. */
async function everyTab(
  context: BrowserContext,
  tabs: readonly Page[],
  is: (shown: Shown, argument: number) => boolean | Promise<boolean>,
  argument = 0,
): Promise<void> {
  const isSo = `(${String(is)})(globalThis.shown, ${argument})`;
  for (let looks = 0; looks < 300; looks += 1) {
    const answers = await Promise.all(tabs.map((tab) => tab.evaluate(isSo)));
    if (answers.every((answer) => answer === true)) return;
    await context.clock.fastForward(1_000);
  }
  const states = await Promise.all(
    tabs.map((tab) => tab.evaluate('[shown.session.state, shown.session.why]')),
  );
  throw new Error(`Not so in every tab: ${String(is)}; ${JSON.stringify(states)}`);
}

async function signIn(tab: Page | undefined, service: string, email: string): Promise<void> {
  await tab?.evaluate(`shown.session.sendCode('${email}')`);
  await tab?.evaluate(`shown.session.signIn('${await newestCode(service, email)}')`);
}

async function credentialOf(context: BrowserContext): Promise<string | undefined> {
  return (await context.cookies()).find(({ name }) => name === 'gatefold_session')?.value;
}

/** A page that does no more than keep a session. */
async function serveTabs(port: number, issuer: string) {
  const files = await buildPageFiles();
  const page = `<!doctype html><title>A tab</title><script type="module">
    import { createSession } from '/session.js';
    const session = createSession({ issuer: '${issuer}', audience: 'the-fold', features: ['news'] });
    globalThis.shown = { session, states: [] };
    session.addEventListener('change', () => shown.states.push(session.state));
  </script>`;
  return listen((request) => {
    const file = files.get(new URL(request.url).pathname.slice(1));
    return file === undefined
      ? new Response(page, { headers: { 'content-type': 'text/html' } })
      : new Response(file, { headers: { 'content-type': 'text/javascript' } });
  }, port);
}
