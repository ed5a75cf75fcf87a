import {
  MAILS_PER_ADDRESS_PER_DAY,
  MAILS_PER_ADDRESS_PER_HOUR,
  dayCounter,
  hourCounter,
} from '../../shared/identity/sign-in.ts';
import type { AccessDeps } from './deps.ts';

export const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 86_400;

/** Counts one more mail with a code to an address. @returns whether it is within the hour’s and the day’s limit */
export async function mayMail(
  { challenges }: Pick<AccessDeps, 'challenges'>,
  addressKey: string,
  now: number,
): Promise<boolean> {
  const [hour, day] = [now + 2 * HOUR_SECONDS, now + 2 * DAY_SECONDS];
  return (
    (await challenges.count(hourCounter('mail', addressKey, now), MAILS_PER_ADDRESS_PER_HOUR, hour)) &&
    (await challenges.count(dayCounter('mails', addressKey, now), MAILS_PER_ADDRESS_PER_DAY, day))
  );
}
