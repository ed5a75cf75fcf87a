import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { synthesize } from './synthesize.ts';
import type { Synthesis, SynthesisOptions } from './synthesize.ts';

export { resourceOf, resourcesOf } from './synthesize.ts';
export type { Resource, Synthesis, Template } from './synthesize.ts';

type Options = Pick<SynthesisOptions, 'service'>;

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gatefold-infra-'));
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Synthesizes once for all tests of a file, and leaves nothing behind. */
export function synthesizeForFile(
  context: Readonly<Record<string, string>> = {},
  options: Options = {},
): () => Synthesis {
  const folder = temporaryFolder();
  let synthesis: Synthesis | undefined;
  afterAll(() => {
    removeFolder(folder);
  });
  return () => (synthesis ??= synthesize(folder, context, options));
}

/** Synthesizes for one test, and leaves nothing behind. */
export function synthesizeOnce(
  context: Readonly<Record<string, string>> = {},
  options: Options = {},
): Synthesis {
  const folder = temporaryFolder();
  onTestFinished(() => {
    removeFolder(folder);
  });
  return synthesize(folder, context, options);
}
