/**
 * Claims: while DynamoDB is throttled, slow or failing, and wherever a function is killed between two of its steps, whoever
 * has paid reads, whoever has not does not, no comp is touched by billing nor billing by a comp, and no event is lost
 * (promises 1 to 4). A sync that dies at each of its steps is in test/functions/sync/crash.test.ts, a rotation in
 * test/functions/rotate/.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { TROUBLES, killAtEveryCall, liveThrough } from './cells.ts';
import { adminGrant } from './flow-grant.ts';
import { event } from './flow-event.ts';
import { mint, signingIn } from './flow-reader.ts';
import { openFaultyWorld } from './world.ts';
import type { FaultyWorld } from './world.ts';

let world: FaultyWorld;
beforeAll(async () => {
  world = await openFaultyWorld(inject('dynamodbEndpoint'), `row-62-${randomUUID()}`);
});
afterAll(() => world.close());

const FLOWS = [mint, event, adminGrant];

describe('row 62: promises 1 to 4 hold', () => {
  test.each([
    ['throttled', 'DynamoDB throttles every call', { mint: 'again', event: 'later', 'admin grant': 'again' }],
    ['slow', 'DynamoDB is slow', { mint: 'served', event: 'served', 'admin grant': 'served' }],
    ['failing', 'DynamoDB answers 500', { mint: 'again', event: 'later', 'admin grant': 'again' }],
  ])('row 62: with DynamoDB %s', async (_, name, seen) => {
    const trouble = TROUBLES.find((one) => one.name === name);
    if (trouble === undefined) throw new Error(`There is no ${name}.`);
    const row = await liveThrough(world, trouble, FLOWS);
    expect(row.seen).toEqual(seen);
    expect(row.promises).toEqual(expect.arrayContaining([1, 2, 3, 4]));
  });

  test.each([
    ['a token is minted', mint, 2],
    ['a reader signs in', signingIn, 5],
    ['an admin grants a comp', adminGrant, 3],
  ])('row 62: killed between any two steps while %s', async (_, flow, leastSteps) => {
    expect(await killAtEveryCall(world, flow)).toBeGreaterThanOrEqual(leastSteps);
  });
});
