// Claims:
// - Each alarm's condition is raised and mended by a test beside this one, but for those whose cause only AWS can have.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resourcesOf, synthesizeForFile } from '../infra/synthesis.ts';

const prod = synthesizeForFile();

/** What no program of ours does: AWS counts it of the account, of CloudFront, or of a process that it ends. */
const OF_AWS = [
  'cdn-faults',
  'functions-throttled',
  'mail-bounces',
  'mail-complaints',
  'mail-crashes',
  'reads-throttled',
  'writes-throttled',
];

test('every alarm is raised here, and none that there is not', () => {
  const sources = globSync('*.test.ts', { cwd: import.meta.dirname }).map((file) =>
    readFileSync(new URL(file, import.meta.url), 'utf8'),
  );
  const raised = sources.flatMap((source) =>
    [...source.matchAll(/^test\('([a-z, -]+): /gm)].flatMap(([, names = '']) => names.split(', ')),
  );
  const deployed = resourcesOf(prod().service, 'AWS::CloudWatch::Alarm').map(({ Properties }) =>
    String(Properties.AlarmName).replace('gatefold-prod-', ''),
  );
  expect([...new Set([...raised, ...OF_AWS])].sort()).toEqual(deployed.toSorted());
  expect(OF_AWS.filter((name) => raised.includes(name))).toEqual([]);
});
