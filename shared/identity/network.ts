import type { EpochSeconds } from '../membership/model.ts';

/** What a caller who has shown nothing may make the service do, and what an hour of one network may ask of it. */
export const ACTS_PER_NETWORK_PER_HOUR = {
  /** After these, mail goes to the addresses of members alone. */
  'sign-in': 300,
  /** Checkouts begun by somebody who is not signed in: each may make a customer at Stripe. */
  checkout: 300,
  /** Checkouts asked for that this browser did not begin: each is a question to Stripe. */
  claim: 300,
} as const;

export type NetworkAct = keyof typeof ACTS_PER_NETWORK_PER_HOUR;

/**
 * Whom an address is counted with: itself in IPv4; in IPv6 its /64, which is the least that one line is given (RFC 6177).
 * `undefined` for what is no address.
 */
export function networkOf(address: string): string | undefined {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(mapped ?? address)?.slice(1);
  if (v4 !== undefined) return v4.every((part) => Number(part) < 256) ? v4.map(Number).join('.') : undefined;
  const groups = groupsOf(address);
  return groups === undefined ? undefined : `${groups.slice(0, 4).join(':')}::/64`;
}

/** The name of a counter that begins anew every hour. */
export function networkCounter(act: NetworkAct, networkMac: string, now: EpochSeconds): string {
  return `network#${act}#${networkMac}#${Math.floor(now / 3600)}`;
}

/** The eight groups of an IPv6 address, without leading zeros (RFC 4291 section 2.2). */
function groupsOf(address: string): string[] | undefined {
  const [head = '', tail, ...more] = address.toLowerCase().split('::');
  if (more.length > 0) return undefined;
  const [before, after] = [split(head), split(tail ?? '')];
  const left = 8 - before.length - after.length;
  if (tail === undefined ? left !== 0 : left < 1) return undefined;
  const groups = [...before, ...Array.from({ length: left }, () => '0'), ...after];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  return groups.map((group) => parseInt(group, 16).toString(16));
}

function split(part: string): string[] {
  return part === '' ? [] : part.split(':');
}
