import { readFileSync, writeFileSync } from 'node:fs';
import { FLOWS } from './flows.ts';
import type { Row } from './cells.ts';
import type { Seen } from './readers.ts';

const FILE = new URL('../../docs/reliability.md', import.meta.url);
const BLOCK = /(<!-- faults -->\n\n)(.*?)(\n\n<!-- end of faults -->)/s;

const WORDS: Readonly<Record<Exclude<Seen, 'served'>, string>> = {
  again: 'told to try again',
  later: 'done once it is over',
};

function flowsThat({ seen }: Row, what: Seen): string {
  const names = FLOWS.filter(({ name }) => seen[name] === what).map(({ name }) => name);
  return names.join(', ');
}

/** One line of the table. */
export function lineOf(row: Row): string {
  const noticed = (['again', 'later'] as const)
    .map((what) => [flowsThat(row, what), WORDS[what]] as const)
    .filter(([names]) => names !== '')
    .map(([names, words]) => `${names}: ${words}`);
  const cells = [
    row.trouble,
    noticed.join('; ') || 'nothing',
    flowsThat(row, 'served') || '—',
    row.promises.join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function tableOf(rows: readonly Row[]): string {
  const head = '| what goes wrong | what readers and admins notice | goes on as ever | promises that held |';
  return [head, '| --- | --- | --- | --- |', ...rows.map(lineOf)].join('\n');
}

/** The lines that are committed, without the padding of columns. */
export function committedLines(): string[] {
  const [, , table = ''] = BLOCK.exec(readFileSync(FILE, 'utf8')) ?? [];
  return table
    .split('\n')
    .slice(2)
    .map((line) => line.replace(/\s+/g, ' '));
}

/** Puts a new table in the committed one's place; `npm run check:format` wants its columns padded (`prettier --write`). */
export function writeTable(rows: readonly Row[]): void {
  const text = readFileSync(FILE, 'utf8');
  writeFileSync(
    FILE,
    text.replace(BLOCK, (_, before: string, __, after: string) => before + tableOf(rows) + after),
  );
}
