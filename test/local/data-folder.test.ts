// Claims:
// - What is secret on this machine is drawn once, kept, and readable by its owner alone.
// - Two processes never share one folder of data; the second is told so in one sentence.
// - A folder is free again when its process stops, and when it is killed.
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DataFolderInUse, openDataFolder } from '../../local/data-folder.ts';
import { killHard, runScript, temporaryFolder } from './support.ts';

const permissions = (path: string) => statSync(path).mode & 0o777;

test('secrets are drawn once, and kept for their owner alone', () => {
  const folder = join(temporaryFolder(), 'made', 'here');
  const first = openDataFolder(folder);
  first.release();
  const second = openDataFolder(folder);
  second.release();
  expect(second.secrets).toEqual(first.secrets);
  expect(permissions(folder)).toBe(0o700);
  expect(permissions(join(folder, 'secrets.json'))).toBe(0o600);
  const bytes = (text: string) => Buffer.from(text, 'base64url').length;
  const { session, wrap, webhook, adminKey } = first.secrets;
  expect([bytes(session), bytes(wrap), bytes(adminKey)]).toEqual([32, 32, 48]);
  expect(webhook).toMatch(/^whsec_[\w-]{32}$/);
  expect(new Set([session, wrap, webhook, adminKey]).size).toBe(4);
});

test('two folders have nothing in common', () => {
  const folders = [temporaryFolder(), temporaryFolder()].map((path) => openDataFolder(path));
  for (const folder of folders) folder.release();
  const secrets = folders.flatMap((folder) => Object.values(folder.secrets) as string[]);
  expect(new Set(secrets).size).toBe(8);
});

test('a folder that somebody made beforehand is used, and its files stay where they are', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'notes'));
  const opened = openDataFolder(folder);
  expect(opened.file('queues.db')).toBe(join(folder, 'queues.db'));
  expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toContain(opened.secrets.session);
  opened.release();
});

test('another process is refused in one sentence, until the first lets go', async () => {
  const folder = temporaryFolder();
  const holder = await runScript(
    `import { openDataFolder } from './local/data-folder.ts';
     openDataFolder(process.argv[1]);
     console.log('held');
     setInterval(() => {}, 1000);`,
    folder,
  );
  expect(() => openDataFolder(folder)).toThrow(DataFolderInUse);
  expect(() => openDataFolder(folder)).toThrow(
    `The data in ${folder} is in use by another npm start: stop it, or choose other data with GATEFOLD_DATA_DIR.`,
  );
  await killHard(holder);
  openDataFolder(folder).release();
});
