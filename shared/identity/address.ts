/** RFC 5321 section 4.5.3.1: the longest path that can be mailed, and the longest local part. */
const MAX_ADDRESS_LENGTH = 254;
const MAX_LOCAL_LENGTH = 64;

/**
 * RFC 5321's dot-string, without `%`, which once named a relay (RFC 1123 section 5.2.16) and could hide a line break
 * as `%0d%0a`; a quoted local part is refused, as nearly every mail service refuses it.
 */
const LOCAL_PART = /^[a-z0-9!#$&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$&'*+/=?^_`{|}~-]+)*$/i;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i;

export interface Address {
  /** As written, trimmed. Mail goes here. */
  readonly text: string;
  /** What makes two addresses one: ASCII letters in lower case, and nothing else folded. */
  readonly key: string;
}

export type AddressRefusal = 'address_invalid' | 'address_not_ascii';

/**
 * Reads an address. Only ASCII is taken: folding other alphabets would make one person's address look like
 * another's, so an international domain is written in its `xn--` form (RFC 5890).
 */
export function parseAddress(text: string): Address | AddressRefusal {
  const trimmed = text.replace(/^ +| +$/g, '');
  if (!/^[\x21-\x7e]*$/.test(trimmed))
    return /[\u0080-\uffff]/.test(trimmed) ? 'address_not_ascii' : 'address_invalid';
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, at);
  const domain = trimmed.slice(at + 1);
  const fits = trimmed.length <= MAX_ADDRESS_LENGTH && local.length <= MAX_LOCAL_LENGTH;
  if (at < 1 || !fits || !LOCAL_PART.test(local) || !DOMAIN.test(domain)) return 'address_invalid';
  return { text: trimmed, key: trimmed.toLowerCase() };
}

/** Enough for its owner to know it, too little for anybody else: `a…@example.com`. */
export function maskAddress(text: string): string {
  const at = text.lastIndexOf('@');
  return `${text.slice(0, 1)}…${text.slice(at)}`;
}
