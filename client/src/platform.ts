/** A public key of a key set, checked; RFC 7517 section 4 and RFC 7518 section 6.2.1. */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly kid: string;
  readonly x: string;
  readonly y: string;
}

/** Base64url without padding, RFC 7515 section 2. */
export interface Codec {
  /** Of UTF-8. */
  encodeText(text: string): string;
  /**
   * May throw, and may pass over what the issuer would not write: stray bits, white space, invalid UTF-8. Who must not
   * take such things encodes again and compares.
   */
  decodeText(segment: string): string;
}

/** What differs between a server and a browser. */
export interface Platform<
  Key,
  Verdict extends boolean | Promise<boolean> = boolean | Promise<boolean>,
> extends Codec {
  /** Throws or rejects where the point is not on the curve. */
  importKey(jwk: PublicJwk): Key | Promise<Key>;
  /** @param signature r then s, 64 bytes in base64url (RFC 7518 section 3.4), in the form that the issuer writes */
  verifySignature(key: Key, signedPart: string, signature: string): Verdict;
}
