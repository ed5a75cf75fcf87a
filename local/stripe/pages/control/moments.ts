import type { EpochSeconds } from '../../stamp.ts';

/** A moment in UTC, to the minute. */
export function moment(at: EpochSeconds): string {
  return new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

/** A month later: the 31st becomes the last of a shorter month. */
export function aMonthAfter(at: EpochSeconds): EpochSeconds {
  const then = new Date(at * 1000);
  const day = then.getUTCDate();
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() + 1);
  const last = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(day, last));
  return then.getTime() / 1000;
}
