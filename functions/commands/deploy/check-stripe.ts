import { randomUUID } from 'node:crypto';
import type { Deployment } from '../../../infra/deployment.ts';
import type { GatefoldConfig } from '../../../shared/config/schema.ts';
import { isLiveKey } from '../../../shared/stripe/account.ts';
import { createStripeClient } from '../../../shared/stripe/client.ts';
import { stripeFailure } from '../../../shared/stripe/failure.ts';
import type { Pace } from '../../../shared/stripe/pace.ts';
import { createSetup } from '../../../shared/stripe/setup.ts';
import type { SetupStep } from '../../../shared/stripe/setup-steps.ts';
import { stepLines } from '../setup-words.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

export interface StripePlace {
  readonly pace: Pace;
  /** Another origin that speaks Stripe's API. */
  readonly apiBase?: string | undefined;
}

/** Whether the key works, is of the right mode, and finds what `stripe:setup` makes. */
export async function checkStripe(
  { pace, apiBase }: StripePlace,
  secretKey: string,
  deployment: Deployment,
  config: GatefoldConfig,
): Promise<Finding[]> {
  const { stage, stripeLiveMode } = deployment;
  if (isLiveKey(secretKey) !== stripeLiveMode) {
    const [is, wanted] = stripeLiveMode ? ['test', 'live'] : ['live', 'test'];
    const says = `The Stripe key is of ${is} mode, and this deployment takes ${wanted} events.`;
    return [finding('stripe_key_other_mode', says, putKey(stage, wanted))];
  }
  const stripe = createStripeClient({ secretKey, ...(apiBase !== undefined && { apiBase }), patient: true });
  const setUp = `STRIPE_SECRET_KEY=sk_… npm run stripe:setup -- --stage ${stage}${stripeLiveMode ? ' --live' : ''}`;
  try {
    const { steps } = await createSetup(stripe, config, randomUUID(), pace).plan();
    return stepFindings(steps, setUp);
  } catch (error) {
    const failure = stripeFailure(error);
    if (failure === undefined) throw error;
    if (failure.kind === 'key_refused') {
      const says = 'Stripe does not know the key, or it was revoked.';
      return [finding('stripe_key_refused', says, putKey(stage, stripeLiveMode ? 'live' : 'test'))];
    }
    const why =
      failure.kind === 'key_without_right' ? 'the key may not read it' : 'Stripe could not be asked';
    const says = `Whether products, prices, portal and webhook endpoint are there was not seen: ${why}.`;
    return [finding('stripe_not_checked', says, setUp)];
  }
}

function stepFindings(steps: readonly SetupStep[], setUp: string): Finding[] {
  const isEndpoint = ({ kind }: SetupStep) => kind === 'create_endpoint' || kind === 'update_endpoint';
  const [endpoint] = steps.filter(isEndpoint);
  const others = steps.filter((step) => !isEndpoint(step)).flatMap((step) => stepLines(step).slice(0, 1));
  return [
    ...(endpoint === undefined
      ? []
      : [finding('webhook_endpoint_missing', `At Stripe: ${stepLines(endpoint).join(' ')}`, setUp)]),
    ...(others.length === 0
      ? []
      : [finding('stripe_catalogue_incomplete', `At Stripe: ${others.join('; ')}`, setUp)]),
  ];
}

function putKey(stage: string, mode: string): string {
  return `aws ssm put-parameter --overwrite --type SecureString --name /gatefold/${stage}/stripe-key --value 'sk_${mode}_…'`;
}
