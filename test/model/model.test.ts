/**
 * Claims: whatever a reader, a publisher, a bank and Stripe do, and whatever is lost, late, repeated, throttled or
 * killed on the way, a reader who has paid reads, and one who has not does not, at every instant (promises 1 and 2). No
 * comp is touched by it, nobody who paid is left out, and every event that Stripe lists is known in the end (promises 3
 * and 4). Lives that once went wrong go right.
 *
 * A few lives here; `node test/model/main.ts --lives 10000` lives the many. docs/model-test.md says how to read it.
 */
import { expect, inject, test } from 'vitest';
import { localDynamo } from '../../local/tables.ts';
import { sayFailure, tryLife } from './campaign.ts';
import { SEEDS } from './seeds.ts';

const FEW = Array.from({ length: 8 }, (_, index) => 1 + index);

async function fail(seed: number): Promise<string> {
  const dynamo = localDynamo(inject('dynamodbEndpoint'));
  const { failures } = await tryLife(dynamo, seed, false);
  dynamo.destroy();
  return failures.map(sayFailure).join('\n');
}

test.each(FEW)('a run of a few lives, seed %i: nobody paid is out, nobody unpaid is in', async (seed) => {
  expect(await fail(seed)).toBe('');
});

test.each(SEEDS)('the run of seed $seed, which once showed that $found', async ({ seed }) => {
  expect(await fail(seed)).toBe('');
});
