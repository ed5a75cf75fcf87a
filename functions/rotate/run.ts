import type { EpochMillis } from '../../shared/membership/model.ts';
import type { KeysStore } from '../../shared/store/keys.ts';
import { rotate } from '../../shared/token/key-set.ts';
import type { Log } from '../http/log.ts';
import { makeKey } from './make-key.ts';
import type { KeyMakingDeps } from './make-key.ts';

export interface RotateDeps extends KeyMakingDeps {
  readonly keys: KeysStore;
  readonly now: () => EpochMillis;
  readonly log: Log;
}

/**
 * Makes the signing keys that are due and drops those whose tokens and caches are out. Run on a schedule and at each
 * deployment; two at once make each key once. New keys come before old ones go, so a run that dies harms nobody.
 */
export async function runRotation(deps: RotateDeps): Promise<void> {
  const now = Math.floor(deps.now() / 1000);
  const { create, remove } = rotate(await deps.keys.list(), now);
  for (const key of create) await makeKey(deps, key, now);
  for (const { generation } of remove) await deps.keys.remove(generation);
  if (create.length + remove.length > 0)
    deps.log({ level: 'info', event: 'keys_rotated', count: create.length });
}
