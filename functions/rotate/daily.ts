import { currentKey, publishedKeys } from '../../shared/token/key-set.ts';
import { runRotation } from './run.ts';
import type { RotateDeps } from './run.ts';

const DAY_SECONDS = 86_400;

/** What the schedule runs every day. How old the key is that signs is told though none could be made. */
export async function runDaily(deps: RotateDeps): Promise<void> {
  await runRotation(deps).finally(() => checkKeys(deps));
}

/** Says how long the key that signs has done so, and how many are published: alarms listen. Nothing where none signs. */
async function checkKeys({ keys, now, log }: Pick<RotateDeps, 'keys' | 'now' | 'log'>): Promise<void> {
  const seconds = Math.floor(now() / 1000);
  const all = await keys.list();
  const current = currentKey(all, seconds);
  if (current === undefined) return;
  const ageDays = Math.floor((seconds - current.activatesAt) / DAY_SECONDS);
  log({ level: 'info', event: 'keys_checked', count: publishedKeys(all, seconds).length, ageDays });
}
