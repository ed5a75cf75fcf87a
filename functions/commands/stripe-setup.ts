import type { GatefoldConfig } from '../../shared/config/schema.ts';
import type { Applied } from '../../shared/stripe/setup-apply.ts';
import type { Setup, SetupStep } from '../../shared/stripe/setup-steps.ts';
import { EXIT } from './refusal.ts';
import type { Output } from './command.ts';
import { noteLines, stepLines } from './setup-words.ts';

export interface SetupDeps extends Output {
  readonly config: GatefoldConfig;
  readonly isLive: boolean;
  /** Reads the account, and decides. */
  readonly plan: () => Promise<Setup>;
  readonly apply: (step: SetupStep) => Promise<Applied>;
  /** Whether what was shown may be done. `nobody`: there is no one to ask. */
  readonly agree: () => Promise<'yes' | 'no' | 'nobody'>;
  /** Of the deployment, in the command that stores the endpoint's secret. */
  readonly stage: string;
}

/** Shows what the account lacks, asks, makes it, and looks again. */
export async function setUpStripe(deps: SetupDeps): Promise<number> {
  const { print } = deps;
  const { publication, hosts } = deps.config;
  print(`Stripe, ${deps.isLive ? 'LIVE' : 'test'} mode, for ${publication.name} at ${hosts.service}\n`);

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
