import Stripe from 'stripe';
import type { GatefoldConfig } from '../config/schema.ts';
import type { Pace } from './pace.ts';
import { createSetupApplier } from './setup-apply.ts';
import type { Applied } from './setup-apply.ts';
import { planSetup, planShop } from './setup-plan.ts';
import { readAccount, readShop } from './setup-read.ts';
import type { Setup, SetupStep } from './setup-steps.ts';

export interface SetupRun {
  /** Reads the account and decides; writes nothing. */
  readonly plan: () => Promise<Setup>;
  readonly apply: (step: SetupStep) => Promise<Applied>;
}

/** @param runId of this run alone */
export function createSetup(stripe: Stripe, config: GatefoldConfig, runId: string, pace: Pace): SetupRun {
  const apply = createSetupApplier(stripe, config, runId);
  return {
    plan: () => pace(async () => planSetup(config, await readAccount(stripe, config), Stripe.API_VERSION)),
    apply: (step) => pace(() => apply(step)),
  };
}

/** Products, prices and the portal, without a word: for a Stripe in which no real money moves. */
export async function setUpShop(stripe: Stripe, config: GatefoldConfig, runId: string): Promise<void> {
  const apply = createSetupApplier(stripe, config, runId);
  for (const step of planShop(config, await readShop(stripe, config)).steps) await apply(step);
}
