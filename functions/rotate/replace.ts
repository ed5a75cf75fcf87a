import type { EpochMillis } from '../../shared/membership/model.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import type { KeysStore } from '../../shared/store/keys.ts';
import type { RevocationsStore } from '../../shared/store/revocations.ts';
import { isNothing, replaceKeys } from '../../shared/token/replacement.ts';
import { makeKey } from './make-key.ts';
import type { KeyMakingDeps } from './make-key.ts';

/** The daily rotation may come in between; each attempt goes on from what is there. */
const ATTEMPTS = 5;

export interface ReplaceDeps extends KeyMakingDeps {
  readonly keys: KeysStore;
  readonly revocations: Pick<RevocationsStore, 'revokeAll'>;
  readonly now: () => EpochMillis;
  readonly randomBytes: (length: number) => Uint8Array;
}

export interface Emergency {
  readonly compromised: readonly string[];
  readonly reason: string;
  readonly operator: string;
}

/**
 * Replaces signing keys that somebody else may hold, and takes back everybody's tokens. What is done, why and by whom
 * is on record before anything is done; where it dies on the way, the same again goes on from there.
 */
export async function replaceSigningKeys(deps: ReplaceDeps, emergency: Emergency): Promise<void> {
  const { compromised, reason, operator } = emergency;
  const seconds = () => Math.floor(deps.now() / 1000);
  await deps.revocations.revokeAll(seconds(), {
    id: makeId('aud', deps.randomBytes(ID_BYTES)),
    subject: 'deployment',
    at: deps.now(),
    actor: `operator:${operator}`,
    act: 'keys.replaced',
    before: { kids: compromised },
    reason,
    channel: 'command',
  });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const now = seconds();
    const replacement = replaceKeys(await deps.keys.list(), new Set(compromised), now);
    if (isNothing(replacement)) return;
    const { activate, create, remove } = replacement;
    if (activate !== undefined && !(await deps.keys.activate(activate, now))) continue;
    let made = true;
    for (const key of create) made &&= await makeKey(deps, key, now);
    if (!made) continue;
    for (const { generation } of remove) await deps.keys.remove(generation);
  }
  throw new Error('The signing keys could not be replaced: too many writers at once.');
}
