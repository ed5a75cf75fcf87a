/** RFC 5322, section 3.2.3: what a name may have without quotes. */
const ATOMS = /^[a-z0-9!#$%&'*+/=?^_`{|}~ -]+$/i;
const CONTROLS = /\p{Cc}+/gu;
/** Of UTF-8 in one encoded word of at most 75 characters: `=?UTF-8?B?` … `?=` leaves 63, and base64 makes 60 of 45. */
const ENCODED_WORD_BYTES = 45;

/** What a header may have: whatever would end its line is a space. */
export function oneLine(text: string): string {
  return text.replaceAll(CONTROLS, ' ').trim();
}

/** A name and an address as `From` has them (RFC 5322, section 3.4), in ASCII and in one line. */
export function mailbox(name: string, address: string): string {
  const shown = oneLine(name);
  if (shown === '') return address;
  if (/[^\x20-\x7e]/.test(shown)) return `${encodedWords(shown)} <${address}>`;
  const quoted = ATOMS.test(shown) ? shown : `"${shown.replaceAll(/["\\]/g, '\\$&')}"`;
  return `${quoted} <${address}>`;
}

/** RFC 2047, section 2: words of UTF-8 in base64, none of which cuts a character. */
function encodedWords(text: string): string {
  const words: string[] = [''];
  for (const character of text) {
    const longer = (words.at(-1) ?? '') + character;
    if (Buffer.byteLength(longer) > ENCODED_WORD_BYTES) words.push(character);
    else words[words.length - 1] = longer;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}
