import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { lives, tell } from './lives/life.ts';
import type { Life } from './lives/life.ts';
import { live } from './run.ts';
import type { Outcome } from './run.ts';
import { MISHAPS, emptyTally } from './stage/weather.ts';
import type { Tally } from './stage/weather.ts';

/** What many lives came to. */
export interface Report {
  runs: number;
  lives: number;
  steps: number;
  checks: number;
  mints: number;
  tally: Tally;
  failures: Failure[];
}

export interface Failure {
  /** Gives the same run again. */
  readonly seed: number;
  /** The shortest life found that still fails, as somebody would tell it. */
  readonly life: string;
  readonly findings: readonly string[];
}

export function emptyReport(): Report {
  return { runs: 0, lives: 0, steps: 0, checks: 0, mints: 0, tally: emptyTally(), failures: [] };
}

export function addReport(sum: Report, more: Report): void {
  for (const count of ['runs', 'lives', 'steps', 'checks', 'mints'] as const) sum[count] += more[count];
  for (const mishap of MISHAPS) sum.tally[mishap] += more.tally[mishap];
  sum.failures.push(...more.failures);
}

const SHRINKING_MILLIS = 90_000;
let tablesMade = 0;

/** Lives the life of a seed; where it fails, looks for a shorter one that fails as well. */
export async function tryLife(dynamo: DynamoDBClient, seed: number, shrinks: boolean): Promise<Report> {
  const report = emptyReport();
  let shortest: { life: Life; said: readonly string[] } | undefined;
  const started = Date.now();
  await fc.check(
    fc.asyncProperty(lives, async (life) => {
      if (shortest !== undefined && Date.now() - started > SHRINKING_MILLIS) return true;
      const { outcome, said } = await tryOnce(life, dynamo);
      if (report.runs === 0 && outcome !== undefined) count(report, outcome);
      report.runs = 1;
      if (said.length > 0) shortest = { life, said };
      return said.length === 0;
    }),
    { seed, numRuns: 1, unbiased: true, endOnFailure: !shrinks },
  );
  if (shortest !== undefined) {
    report.failures.push({ seed, life: tell(shortest.life), findings: shortest.said });
  }
  return report;
}

/** Lives a life once; says what was wrong with it. */
export async function tryOnce(
  life: Life,
  dynamo: DynamoDBClient,
): Promise<{ readonly outcome?: Outcome; readonly said: readonly string[] }> {
  tablesMade += 1;
  try {
    const outcome = await live(life, dynamo, `model-${process.pid}-${tablesMade}`);
    const said = outcome.findings.map(
      ({ at, member, what }) => `${new Date(at).toISOString()} ${member} ${what}`,
    );
    return { outcome, said };
  } catch (error) {
    return { said: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}

function count(report: Report, { lives: people, steps, checks, mints, tally }: Outcome): void {
  report.lives += people;
  report.steps += steps;
  report.checks += checks;
  report.mints += mints;
  for (const mishap of MISHAPS) report.tally[mishap] += tally[mishap];
}

export function sayFailure({ seed, life, findings }: Failure): string {
  return [
    `FAILED: node test/model/main.ts --seed ${seed} --runs 1`,
    life,
    ...findings.map((one) => `  !! ${one}`),
  ].join('\n');
}

export function sayTotals(report: Report, seconds: number, seed: number): string {
  const { lives: people, runs, steps, checks, mints, failures, tally } = report;
  const mishaps = MISHAPS.filter((mishap) => tally[mishap] > 0).map((mishap) => `${mishap} ${tally[mishap]}`);
  return [
    `${people} lives in ${runs} runs from seed ${seed}: ${Math.round(seconds)} s, ${steps} steps, ${checks} checks, ${mints} tokens, ${failures.length} divergences.`,
    `Mishaps: ${mishaps.join(', ')}.`,
  ].join('\n');
}
