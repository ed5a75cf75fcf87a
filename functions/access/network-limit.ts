import { ACTS_PER_NETWORK_PER_HOUR, networkCounter, networkOf } from '../../shared/identity/network.ts';
import type { NetworkAct } from '../../shared/identity/network.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { HOUR_SECONDS } from './mail-limit.ts';

/**
 * Counts one more act of the caller's network. The counter holds no address, but a MAC that is worth nothing elsewhere.
 *
 * @param caller where it is not known, as behind the site's own CDN, nothing is counted
 * @returns whether it is within the hour’s limit
 */
export async function withinNetworkLimit(
  deps: Pick<AccessDeps, 'challenges' | 'now' | 'secrets'>,
  act: NetworkAct,
  caller: string | undefined,
): Promise<boolean> {
  const network = caller === undefined ? undefined : networkOf(caller);
  if (network === undefined) return true;
  const now = epochSeconds(deps);
  const counter = networkCounter(act, deps.secrets.mac('network', network), now);
  return deps.challenges.count(counter, ACTS_PER_NETWORK_PER_HOUR[act], now + 2 * HOUR_SECONDS);
}
