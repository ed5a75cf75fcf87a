import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** Thrown where another process has the folder. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
  constructor(path: string) {
    super(
      `The data in ${path} is in use by another npm start: stop it, or choose other data with GATEFOLD_DATA_DIR.`,
    );
  }
}

/** Made once, kept beside the data, readable by their owner alone. Base64url. */
export interface LocalSecrets {
  readonly session: string;
  readonly wrap: string;
  readonly webhook: string;
  /** Drawn once, so that the first admin key stays the same from start to start. */
  readonly adminKey: string;
}

export interface DataFolder {
  readonly secrets: LocalSecrets;
  file(name: string): string;
  release(): void;
}

/**
 * Opens the folder where everything local is kept, for this process alone.
 *
 * @throws {DataFolderInUse}
 */
export function openDataFolder(path: string): DataFolder {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(path, name);
  const lock = takeLock(file('lock.db'), path);
  return {
    secrets: readSecrets(file('secrets.json')),
    file,
    release: () => {
      lock.close();
    },
  };
}

/** A lock that SQLite gives back by itself when its holder is killed. */
function takeLock(lockFile: string, path: string): DatabaseSync {
  const lock = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
    return lock;
  } catch (error) {
    lock.close();
    const isBusy = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
    throw isBusy ? new DataFolderInUse(path) : error;
  }
}

/** The secrets that are kept in `file`, made where there are none yet. */
export function readSecrets(file: string): LocalSecrets {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as LocalSecrets;
  const draw = (length: number) => randomBytes(length).toString('base64url');
  const secrets = { session: draw(32), wrap: draw(32), webhook: `whsec_${draw(24)}`, adminKey: draw(48) };
  writeFileSync(`${file}.new`, JSON.stringify(secrets, undefined, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}
