import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PLANTED_BUGS } from './planted/bugs.ts';
import type { PlantedBug } from './planted/bugs.ts';

/** Plants one mistake after another in a copy of the tree, and has the model look for it. Fails where one is not found. */
const ROOT = path.resolve(import.meta.dirname, '../..');
const COPIED = [
  'client/src',
  'shared',
  'functions',
  'local',
  'test/model',
  'gatefold.config.ts',
  'package.json',
];
const LIVES = '3000';
const FINDINGS_SHOWN = 6;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    only: { type: 'string' },
  },
});

let missed = 0;
for (const bug of PLANTED_BUGS.filter(({ name }) => name.includes(values.only ?? ''))) {
  const started = Date.now();
  const { isCaught, said } = await hunt(bug);
  if (!isCaught) missed += 1;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${isCaught ? 'CAUGHT' : 'MISSED'} in ${seconds} s: ${bug.name}`);
  console.log(
    said
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n'),
  );
}
process.exitCode = missed === 0 ? 0 : 1;

async function hunt(bug: PlantedBug): Promise<{ readonly isCaught: boolean; readonly said: string }> {
  const copy = mkdtempSync(path.join(tmpdir(), 'gatefold-planted-'));
  try {
    for (const part of COPIED) cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
    for (const { file, find, replace } of bug.changes) {
      const text = readFileSync(path.join(copy, file), 'utf8');
      if (text.split(find).length !== 2) throw new Error(`${file} does not have once: ${find}`);
      writeFileSync(
        path.join(copy, file),
        text.replace(find, () => replace),
      );
    }
    return await model(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

async function model(tree: string): Promise<{ readonly isCaught: boolean; readonly said: string }> {
  const { seed, workers } = values;
  const child = fork(
    path.join(tree, 'test/model/main.ts'),
    ['--lives', LIVES, '--seed', seed, '--workers', workers, '--stop-at-first', '--no-shrinking'],
    { cwd: tree, silent: true },
  );
  let said = '';
  child.stdout?.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  const wasFound = /[1-9]\d* divergences/.test(said);
  if (code !== 0 && !wasFound) throw new Error(`The model did not run:\n${said}`);
  const lines = said.trimEnd().split('\n');
  const findings = lines.filter((line) => /^(FAILED|weather| {2}!!)/.test(line)).slice(0, FINDINGS_SHOWN);
  const totals = lines.filter((line) => /^\d+ lives in/.test(line));
  return { isCaught: wasFound, said: [...findings, ...totals].join('\n') };
}
