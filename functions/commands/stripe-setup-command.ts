import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { createPace } from '../../shared/stripe/pace.ts';
import { createStripeClient } from '../../shared/stripe/client.ts';
import { createSetup } from '../../shared/stripe/setup.ts';
import { EXIT } from './refusal.ts';
import { loadConfig, readArguments, runCommand } from './command.ts';
import { readStage } from './stage.ts';
import { stripeAccess } from './stripe-key.ts';
import { setUpStripe } from './stripe-setup.ts';

const USAGE = `Makes what gatefold.config.ts needs at Stripe: products, prices, the portal and the webhook endpoint.
Shows what differs, asks, and does it. Where nothing differs, nothing is written.

  STRIPE_SECRET_KEY=sk_test_… npm run stripe:setup

  --yes             does not ask
  --live            agrees to a live-mode key
  --stage <name>    of the deployment whose webhook secret is to be stored; default prod for live, test for test mode
  --config <file>   another file than gatefold.config.ts
  --help

Environment: STRIPE_SECRET_KEY; STRIPE_API_BASE for a double of Stripe on loopback.

Exit codes: 0 done, or nothing to do. 1 failed on the way: run it again, it goes on from there. 2 what was given cannot
be used. 3 there is something to do, and nobody agreed to it.`;

const OPTIONS = {
  yes: { type: 'boolean', default: false },
  live: { type: 'boolean', default: false },
  stage: { type: 'string' },
  config: { type: 'string', default: 'gatefold.config.ts' },
  help: { type: 'boolean', default: false },
} as const;

const output = { print: console.log, tell: console.error };

process.exitCode = await runCommand(output, async () => {
  const { help, live, yes, config: file, stage } = readArguments(process.argv.slice(2), OPTIONS);
  if (help) {
    console.log(USAGE);
    return EXIT.done;
  }
  const access = stripeAccess(process.env, live);
  const config = await loadConfig(file);
  const stripe = createStripeClient({ ...access, patient: true });
  const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  const pace = createPace({ now: Date.now, sleep });
  return setUpStripe({
    ...output,
    ...createSetup(stripe, config, randomUUID(), pace),
    config,
    isLive: access.isLive,
    agree: yes ? () => Promise.resolve('yes') : ask,
    stage: readStage(stage ?? (access.isLive ? 'prod' : 'test')),
  });
});

async function ask(): Promise<'yes' | 'no' | 'nobody'> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return 'nobody';
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('\nDo this at Stripe? (y/N) ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim()) ? 'yes' : 'no';
}
