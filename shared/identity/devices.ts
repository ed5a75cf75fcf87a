import type { EpochSeconds } from '../membership/model.ts';
import type { Session } from './session.ts';

/** The devices on which a member is signed in, the one used last first. */
export function devicesOf(
  sessions: readonly Session[],
  sessionEpoch: number,
  now: EpochSeconds,
): readonly Session[] {
  return sessions
    .filter(({ ended, expiresAt, epoch }) => ended === undefined && now < expiresAt && epoch >= sessionEpoch)
    .sort(lastUsedFirst);
}

/** What has to go for no more than `limit` to be left: those that have gone unused longest. */
export function beyondLimit(devices: readonly Session[], limit: number): readonly Session[] {
  return devices.toSorted(lastUsedFirst).slice(limit);
}

/** A total order: of devices that sign in at the same second, everybody who looks sees the same ones as the last. */
function lastUsedFirst(one: Session, other: Session): number {
  return other.rotatedAt - one.rotatedAt || other.openedAt - one.openedAt || (one.sid < other.sid ? -1 : 1);
}
