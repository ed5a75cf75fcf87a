/** The order n of the P-256 group, SEC 2 section 2.4.2, in big-endian bytes. */
const ORDER = [
  255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 188, 230, 250, 173, 167, 23, 158,
  132, 243, 185, 202, 194, 252, 99, 37, 81,
];

/** Whether 64 bytes, r then s (RFC 7518 section 3.4), are numbers that a signer can have made: 0 < r, s < n. */
export function isSignatureInRange(signature: Uint8Array): boolean {
  return isScalar(signature, 0) && isScalar(signature, 32);
}

function isScalar(bytes: Uint8Array, start: number): boolean {
  const differing = ORDER.findIndex((limit, index) => bytes[start + index] !== limit);
  const isBelow = differing >= 0 && (bytes[start + differing] ?? 0) < (ORDER[differing] ?? 0);
  return isBelow && bytes.subarray(start, start + 32).some((byte) => byte !== 0);
}
