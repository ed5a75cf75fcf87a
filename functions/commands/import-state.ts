import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { CommandRefused } from './refusal.ts';

const state = z.strictObject({
  version: z.literal(1),
  /** The last customer that is certainly in the queue. */
  customer: z.string(),
  /** How many are. */
  sent: z.int().positive(),
});
export type ImportState = Omit<z.output<typeof state>, 'version'>;

/** How far an import has come, in a small file that is whole at any moment. */
export interface ImportStateFile {
  /** @throws {CommandRefused} where it is not ours, or was changed */
  read(): ImportState | undefined;
  write(state: ImportState): void;
  clear(): void;
}

export function openImportState(file: string): ImportStateFile {
  return {
    read() {
      if (!existsSync(file)) return undefined;
      const parsed = state.safeParse(parseJson(readFileSync(file, 'utf8')));
      if (parsed.success) return parsed.data;
      throw new CommandRefused('state_unreadable', `${file} cannot be read: start again with --restart.`);
    },
    write(now) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.new`, JSON.stringify({ version: 1, ...now }), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
    clear() {
      rmSync(file, { force: true });
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
