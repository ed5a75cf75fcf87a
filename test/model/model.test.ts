/**
 * Claims: whatever a reader, a publisher, a bank and Stripe do, and whatever is lost, late, repeated, throttled or
 * killed on the way, a reader who has paid reads, and one who has not does not, at every instant (promises 1 and 2). No
 * comp is touched by it, nobody who paid is left out, and every event that Stripe lists is known in the end (promises 3
 * and 4). Lives that once went wrong go right.
 *
 * A few lives here; `node test/model/main.ts --lives 10000` lives the many. docs/model-test.md says how to read it.
 */
import { afterAll, expect, inject, test } from 'vitest';
import { localDynamo } from '../../local/tables.ts';
import { sayFailure, tryLife, tryOnce } from './campaign.ts';
import { REGRESSIONS } from './seeds.ts';

/** Short ones. */
const FEW = [2, 3, 4, 5, 6, 8, 9, 12];

const dynamo = localDynamo(inject('dynamodbEndpoint'));
afterAll(() => {
  dynamo.destroy();
});

test.each(FEW)('a run of a few lives, seed %i: nobody paid is out, nobody unpaid is in', async (seed) => {
  const { failures } = await tryLife(dynamo, seed, false);
  expect(failures.map(sayFailure).join('\n')).toBe('');
});

test.each(REGRESSIONS)('the life that once found that $found', async ({ life }) => {
  expect((await tryOnce(life, dynamo)).said).toEqual([]);
});
