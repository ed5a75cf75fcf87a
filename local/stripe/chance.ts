import { createHash } from 'node:crypto';

/** A number from 0 to below 1 that a seed and a position decide, so that the same run has the same luck. */
export function chance(seed: number, position: number): number {
  return createHash('sha256').update(`${seed}:${position}`).digest().readUInt32BE(0) / 2 ** 32;
}
