/** The order n of the P-256 group, SEC 2 section 2.4.2. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function readScalar(view: DataView, start: number): bigint {
  return [0, 8, 16, 24].reduce((value, offset) => (value << 64n) | view.getBigUint64(start + offset), 0n);
}

/** Whether 64 bytes, r then s (RFC 7518 section 3.4), are numbers that a signer can have made: 0 < r, s < n. */
export function isSignatureInRange({ buffer, byteOffset }: Uint8Array): boolean {
  const view = new DataView(buffer, byteOffset);
  return [0, 32].every((start) => {
    const scalar = readScalar(view, start);
    return scalar > 0n && scalar < ORDER;
  });
}
