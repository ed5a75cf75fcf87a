/**
 * Claims: whatever goes wrong with DynamoDB, Stripe, SQS, SES, KMS or the Parameter Store, with our clock or with a
 * message, nobody who has paid stays out, nobody who has not stays in, no payment is taken twice, no comp is touched and
 * nothing is lost: it is served, or done once it is over, or refused with a word to try again, which then works. The table
 * of docs/reliability.md says what this run has seen.
 *
 * A part of it in `npm test`; `npm run faults` lives through all of it, and with `FAULTS=write` writes the table.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { TROUBLES, killAtEveryCall, liveThrough } from './cells.ts';
import type { Row } from './cells.ts';
import { FLOWS } from './flows.ts';
import { committedLines, lineOf, writeTable } from './matrix.ts';
import { openFaultyWorld } from './world.ts';
import type { FaultyWorld } from './world.ts';

const { FAULTS } = process.env;
const isWhole = FAULTS === 'all' || FAULTS === 'write';

/** One of each service but DynamoDB, which has a test of its own. */
const FEW = [
  'Stripe answers 500',
  'SQS throttles every call',
  'SES resets every connection',
  'KMS breaks off half-way through each answer',
  'SSM throttles every call',
];

let world: FaultyWorld;
beforeAll(async () => {
  world = await openFaultyWorld(inject('dynamodbEndpoint'), `faults-${randomUUID()}`);
});
afterAll(() => world.close());

const rows: Row[] = [];

describe('the promises hold, and readers see what the table says, while', () => {
  test.each(TROUBLES.filter(({ name }) => isWhole || FEW.includes(name)))(
    '$name',
    async (trouble) => {
      const row = await liveThrough(world, trouble);
      rows.push(row);
      if (FAULTS !== 'write') expect(committedLines()).toContain(lineOf(row));
    },
    120_000,
  );
});

test('the table has a line for each trouble and no other', () => {
  if (FAULTS === 'write') writeTable(rows);
  const named = committedLines().map((line) => line.split(' | ')[0]?.replace('| ', ''));
  expect(named).toEqual(TROUBLES.map(({ name }) => name));
});

describe.runIf(FAULTS === 'all')(
  'killed before any of its calls, and begun again, holds its promises:',
  () => {
    test.each(FLOWS)(
      '$name',
      async (flow) => {
        expect(await killAtEveryCall(world, flow)).toBeGreaterThan(0);
      },
      240_000,
    );
  },
);
