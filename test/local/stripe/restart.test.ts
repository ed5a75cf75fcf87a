// Claims:
// - A file that another version wrote is refused, not guessed at.
// - Killed at any moment and started again, the double has what it had, and delivers what it had not.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../local/ports.ts';
import { createStripeDouble } from '../../../local/stripe/double.ts';
import { connect, eventTypes, runReceiver, subscribe, WEBHOOK_SECRET } from './support.ts';
import type { ChildProcess } from 'node:child_process';

const MAIN = new URL('../../../local/stripe/main.ts', import.meta.url).pathname;

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stripe-double-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function runProcess(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test('after kill -9 a reader still has what was paid, and the events arrive', async () => {
  const folder = await temporaryFolder();
  const port = String(await freePort());
  const receiver = await runReceiver();
  receiver.refuse(Number.POSITIVE_INFINITY);
  const args = [
    ...['--port', port, '--file', join(folder, 'stripe.db')],
    ...['--webhook-url', receiver.url, '--webhook-secret', WEBHOOK_SECRET],
  ];
  const stripe = connect(`http://127.0.0.1:${port}`);

  const first = await runProcess(args);
  const { subscription } = await subscribe(stripe);
  const replayed = { idempotencyKey: 'across the restart' };
  const customer = await stripe.customers.create({ email: 'a@example.com' }, replayed);
  const events = await eventTypes(stripe);
  await kill(first);
  expect(receiver.received).toEqual([]);
  receiver.refuse(0);

  await runProcess(args);
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active' });
  expect(await stripe.customers.create({ email: 'a@example.com' }, replayed)).toEqual(customer);
  expect(await eventTypes(stripe)).toEqual(events);
  await receiver.accepted(events.length);
  expect(receiver.received.map(({ type }) => type).sort()).toEqual([...events].sort());
});

test('the file of another version is refused', async () => {
  const file = join(await temporaryFolder(), 'stripe.db');
  const other = new DatabaseSync(file);
  other.exec('PRAGMA user_version = 999');
  other.close();
  expect(() => createStripeDouble({ file, publicUrl: 'http://127.0.0.1' })).toThrow('another version');
});
