/**
 * Claims: two addresses are one only where they differ in the case of ASCII letters, so nobody comes into another's
 * membership by an address that merely looks like theirs (34). Nothing that could end a header line or lead mail
 * elsewhere is an address (33). Mail goes to the address as it was written.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskAddress, parseAddress } from '../../shared/identity/address.ts';

describe('an address', () => {
  test.each([
    ['Ada@Example.com', 'ada@example.com'],
    ['  ada@example.com ', 'ada@example.com'],
    ["o'neil+news.2027@mail.example.co.uk", "o'neil+news.2027@mail.example.co.uk"],
    ['a@b.io', 'a@b.io'],
    ['a@xn--exmple-cua.com', 'a@xn--exmple-cua.com'],
    ['a@1st.example.museum', 'a@1st.example.museum'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%j is one, with the key %j', (text, key) => {
    expect(parseAddress(text)).toEqual({ text: text.trim(), key });
  });

  test.each([
    ['nothing', ''],
    ['a space', ' '],
    ['no @', 'ada.example.com'],
    ['no local part', '@example.com'],
    ['no domain', 'ada@'],
    ['a domain without a dot', 'ada@localhost'],
    ['two @', 'ada@evil.example@example.com'],
    ['a space within', 'ada lovelace@example.com'],
    ['a dot at the start', '.ada@example.com'],
    ['a dot at the end', 'ada.@example.com'],
    ['two dots', 'a..da@example.com'],
    ['two dots in the domain', 'ada@example..com'],
    ['a hyphen at a label’s start', 'ada@-example.com'],
    ['a hyphen at a label’s end', 'ada@example-.com'],
    ['a trailing dot', 'ada@example.com.'],
    ['an IP address', 'ada@192.0.2.1'],
    ['an IP literal', 'ada@[192.0.2.1]'],
    ['a quoted local part', '"ada lovelace"@example.com'],
    ['a comment', 'ada(work)@example.com'],
    ['a display name', 'Ada <ada@example.com>'],
    ['two addresses', 'ada@example.com,eve@example.com'],
    ['two addresses with a semicolon', 'ada@example.com;eve@example.com'],
    ['a local part of 65 letters', `${'a'.repeat(65)}@example.com`],
    ['a label of 64 letters', `ada@${'a'.repeat(64)}.com`],
    ['255 characters', `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example.com`],
    ['a carriage return (33)', 'ada@example.com\rBcc: eve@example.com'],
    ['a line feed (33)', 'ada@example.com\nBcc: eve@example.com'],
    ['both (33)', 'ada@example.com\r\n\r\nHello'],
    ['a line feed at the end (33)', 'ada@example.com\n'],
    ['a line feed at the start (33)', '\nada@example.com'],
    ['a line feed in the local part (33)', 'a\nda@example.com'],
    ['an encoded line break (33)', 'ada%0d%0aBcc@example.com'],
    ['an encoded line break in the domain (33)', 'ada@example%0d%0a.com'],
    ['a relay by percent sign', 'ada%elsewhere.example@example.com'],
    ['a tab', 'ada@example.com\t'],
    ['a NUL', 'ada\u0000@example.com'],
    ['a DEL', 'ada\u007f@example.com'],
  ])('%s is none', (_, text) => {
    expect(parseAddress(text)).toBe('address_invalid');
  });

  test.each([
    ['a dotless i', 'admın@example.com'],
    ['a Kelvin sign', 'mar\u212A@example.com'],
    ['a Kelvin sign in the domain', 'mark@\u212Aitchen.example'],
    ['a long s', 'bo\u017Fs@example.com'],
    ['full width letters', 'ａｄａ@example.com'],
    ['a full width @', 'ada＠example.com'],
    ['an ideographic full stop', 'ada@example。com'],
    ['an accent composed (NFC)', 'ren\u00e9@example.com'],
    ['an accent apart (NFD)', 'rene\u0301@example.com'],
    ['a Cyrillic a', '\u0430da@example.com'],
    ['a zero-width space', 'ada\u200b@example.com'],
    ['a no-break space around it', '\u00a0ada@example.com'],
    ['a byte order mark', '\ufeffada@example.com'],
    ['a right-to-left mark', 'ada@example.com\u202e'],
    ['a line separator', 'ada@example.com\u2028'],
    ['half a surrogate pair', 'ada\ud83d@example.com'],
    ['an emoji', '😀@example.com'],
  ])('%s is refused, never folded (34)', (_, text) => {
    expect(parseAddress(text)).toBe('address_not_ascii');
  });

  test('in its punycode is another than the one it looks like (34)', () => {
    const [plain, punycode] = ['ada@apple.com', 'ada@xn--pple-43d.com'].map(parseAddress);
    expect(plain).toMatchObject({ key: 'ada@apple.com' });
    expect(punycode).toMatchObject({ key: 'ada@xn--pple-43d.com' });
  });

  test.each([
    ['a.da@gmail.com', 'ada@gmail.com'],
    ['ada+news@example.com', 'ada@example.com'],
    ['ada@googlemail.com', 'ada@gmail.com'],
    ['ada@mail.example.com', 'ada@example.com'],
  ])('%s is not %s, whatever a mail service makes of it', (one, other) => {
    expect(parseAddress(one)).not.toEqual(parseAddress(other));
  });

  test('whatever is written, it is read as itself or refused, and its key reads as the same key', () => {
    const almost = fc.stringMatching(/^[ A-Za-z0-9.@%<>"\n\u0130\u212A_-]{0,30}@?[A-Za-z0-9.-]{0,20}$/);
    fc.assert(
      fc.property(fc.oneof(almost, fc.emailAddress(), fc.string({ unit: 'binary' })), (text) => {
        const address = parseAddress(text);
        if (typeof address === 'string') return;
        expect(text).toContain(address.text);
        expect(address.text).toMatch(/^[!-~]+@[!-~]+$/);
        expect(address.key).toBe(address.text.toLowerCase());
        expect(parseAddress(address.key)).toEqual({ text: address.key, key: address.key });
      }),
      { seed: 1, numRuns: 3_000 },
    );
  });

  test('two that have one key differ in the case of letters only', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.infiniteStream(fc.boolean()), (text, upper) => {
        const other = text.replace(/[a-z]/g, (letter) =>
          upper.next().value === true ? letter.toUpperCase() : letter,
        );
        const [one, two] = [parseAddress(text), parseAddress(other)];
        if (typeof one === 'string') expect(two).toBe(one);
        else expect(two).toEqual({ text: other, key: one.key });
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

test.each([
  ['ada.lovelace@example.com', 'a…@example.com'],
  ['a@example.com', 'a…@example.com'],
])('%s is shown as %s', (text, masked) => {
  expect(maskAddress(text)).toBe(masked);
});
