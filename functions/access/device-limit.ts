import { beyondLimit, devicesOf } from '../../shared/identity/devices.ts';
import { deviceLimit } from '../../shared/membership/device-limit.ts';
import type { Facts } from '../../shared/membership/model.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';

const ATTEMPTS = 20;

/**
 * Ends what a member has signed in beyond what their plan allows, the least recently used first. It is called after a
 * device was added: of any number that are added at once, the one that looks last sees them all, and each goes by the
 * same order, so that exactly as many are left as are allowed (docs/adr/0012).
 */
export async function keepWithinLimit(deps: AccessDeps, facts: Facts): Promise<void> {
  const { id, sessionEpoch } = facts.member;
  const now = epochSeconds(deps);
  const limit = deviceLimit(facts, deps.catalogue, now);
  if (limit === undefined) return;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const surplus = beyondLimit(devicesOf(await deps.sessions.list(id), sessionEpoch, now), limit);
    if (surplus.length === 0) return;
    for (const session of surplus) await deps.sessions.evict(session, now, limit);
  }
  throw new Error('A member’s devices could not be brought within their limit: too many requests at once.');
}
