/**
 * Claims: what is deployed does the whole job. By the bundles themselves, each with the environment and the rights that its
 * template gives it: a reader pays, Stripe's events arrive, a mailed code signs the reader in, and the token unlocks; a comp
 * unlocks as well; an event that was lost is found by the sweep. None asks for a right that it has not, and none writes an
 * address or a secret into its log.
 */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { FUNCTIONS } from '../../infra/rights.ts';
import { bundled } from './bundled.ts';
import { deploy } from './deployed.ts';
import type { Deployment } from './deployed.ts';
import { MAIN_JOB } from './main-job.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await deploy({ bundles: await bundled(), dynamodb: inject('dynamodbEndpoint') });
}, 120_000);
afterAll(() => deployment.stop());

test('a reader pays, is mailed a code, and reads; so does who was given a comp, and whose event was lost', async () => {
  for (const step of MAIN_JOB) expect(await step.run(deployment), step.title).not.toBe('');
}, 60_000);

test('none of them was refused anything, nor has it logged a fault', () => {
  for (const name of FUNCTIONS) {
    const { aws, log } = deployment.functions[name];
    expect([name, aws.refused]).toEqual([name, []]);
    expect(log()).not.toMatch(/"level":"error"/);
    expect(log()).not.toMatch(/@reader\.example|sk_test_|whsec_/);
  }
});
