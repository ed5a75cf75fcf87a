import type { EpochMillis } from '../../shared/membership/model.ts';
import type { KeysStore } from '../../shared/store/keys.ts';
import { currentKey, publishedKeys } from '../../shared/token/key-set.ts';
import type { Log } from '../http/log.ts';

const DAY_SECONDS = 86_400;

export interface CheckDeps {
  readonly keys: Pick<KeysStore, 'list'>;
  readonly now: () => EpochMillis;
  readonly log: Log;
}

/**
 * Says how long the key that signs has done so, and how many are published: an alarm reads it.
 *
 * @throws {Error} where no key signs
 */
export async function checkKeys({ keys, now, log }: CheckDeps): Promise<void> {
  const seconds = Math.floor(now() / 1000);
  const all = await keys.list();
  const current = currentKey(all, seconds);
  if (current === undefined) throw new Error('No signing key is active.');
  const ageDays = Math.floor((seconds - current.activatesAt) / DAY_SECONDS);
  log({ level: 'info', event: 'keys_checked', count: publishedKeys(all, seconds).length, ageDays });
}
