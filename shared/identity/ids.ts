/** Crockford's alphabet in lower case: no letter that is read as a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

export const ID_BYTES = 16;

/** An opaque id: the prefix and 26 characters for 128 random bits. */
export function makeId<Prefix extends string>(prefix: Prefix, random: Uint8Array): `${Prefix}_${string}` {
  if (random.length !== ID_BYTES) throw new RangeError(`An id takes ${ID_BYTES} random bytes.`);
  let bits = 0n;
  for (const byte of random) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let index = 0; index < 26; index += 1) {
    text = (ALPHABET[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return `${prefix}_${text}`;
}

/** Whether `text` has the form that {@link makeId} gives. */
export function isId<Prefix extends string>(prefix: Prefix, text: string): text is `${Prefix}_${string}` {
  return text.startsWith(`${prefix}_`) && /^[0-9a-hjkmnp-tv-z]{26}$/.test(text.slice(prefix.length + 1));
}
