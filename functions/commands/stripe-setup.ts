import { randomUUID } from 'node:crypto';
import { createStripeClient } from '../../shared/stripe/client.ts';
import { createSetup } from '../../shared/stripe/setup.ts';
import type { SetupRun } from '../../shared/stripe/setup.ts';
import type { SetupStep } from '../../shared/stripe/setup-steps.ts';
import { loadConfig, readArguments, readStage, runCommand, stripePace } from './command.ts';
import { EXIT } from './refusal.ts';
import { noteLines, stepLines } from './setup-words.ts';
import { stripeAccess } from './stripe-key.ts';
import type { Environment } from './stripe-key.ts';
import type { Terminal } from './terminal.ts';

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

/** @returns its exit code */
export function stripeSetup(
  args: readonly string[],
  environment: Environment,
  terminal: Terminal,
): Promise<number> {
  return runCommand(terminal, async () => {
    const options = readArguments(args, OPTIONS);
    if (options.help) {
      terminal.print(USAGE);
      return EXIT.done;
    }
    const access = stripeAccess(environment, options.live);
    const stage = readStage(options.stage ?? (access.isLive ? 'prod' : 'test'));
    const config = await loadConfig(options.config);
    const stripe = createStripeClient({ ...access, patient: true });
    const { print } = terminal;
    const mode = access.isLive ? 'LIVE' : 'test';
    print(`Stripe, ${mode} mode, for ${config.publication.name} at ${config.hosts.service}\n`);
    return setUpStripe({
      ...createSetup(stripe, config, randomUUID(), stripePace(access)),
      print,
      agree: () => (options.yes ? Promise.resolve('yes') : terminal.agree('\nDo this at Stripe? (y/N) ')),
      stage,
    });
  });
}

interface SetupDeps extends SetupRun, Pick<Terminal, 'print'> {
  readonly agree: () => Promise<'yes' | 'no' | 'nobody'>;
  /** Of the deployment, in the command that stores the endpoint's secret. */
  readonly stage: string;
}

/** Shows what the account lacks, asks, makes it, and looks again. */
async function setUpStripe(deps: SetupDeps): Promise<number> {
  const { print } = deps;
  const { steps, notes } = await deps.plan();
  for (const line of [...steps.flatMap(stepLines), ...notes.flatMap(noteLines)]) print(`  ${line}`);
  if (steps.length === 0) {
    print(`${notes.length === 0 ? '' : '\n'}Nothing to do: everything is as the configuration says.`);
    return EXIT.done;
  }

  const answer = await deps.agree();
  if (answer !== 'yes') {
    print(answer === 'no' ? '\nNothing was done.' : '\nNothing was done. Add --yes to have it done.');
    return EXIT.notAgreed;
  }
  print('');
  for (const step of steps) {
    const applied = await deps.apply(step);
    print(`  done: ${whatOf(step)} ${applied.id}`);
    if (applied.secret !== undefined) print(secretWords(applied.secret, deps.stage));
  }
  const left = await deps.plan();
  if (left.steps.length === 0) {
    print('\nDone: everything is as the configuration says.');
    return EXIT.done;
  }
  print('\nNot everything is as the configuration says. Still to do:');
  for (const line of left.steps.flatMap(stepLines)) print(`  ${line}`);
  return EXIT.failed;
}

function whatOf({ kind }: SetupStep): string {
  switch (kind) {
    case 'create_product':
    case 'update_product':
      return 'product';
    case 'create_price':
    case 'move_lookup_key':
    case 'activate_price':
      return 'price';
    case 'create_portal':
    case 'update_portal':
      return 'portal';
    case 'create_endpoint':
    case 'update_endpoint':
      return 'webhook endpoint';
  }
}

/** A shell that is set to `ignorespace` keeps lines that begin with a space out of its history. */
function secretWords(secret: string, stage: string): string {
  return `
  Its signing secret is shown now and not again by this command; Stripe’s dashboard reveals it.
  Store it, and have the webhook start with it:

    aws ssm put-parameter --overwrite --type SecureString --name /gatefold/${stage}/stripe-webhook-secret --value '${secret}'
    aws lambda update-function-configuration --function-name gatefold-${stage}-webhook --description 'with its secret'

  While an older endpoint still sends events, store both secrets, with a space between them.
`;
}
