/** A public key of a key set, checked; RFC 7517 section 4 and RFC 7518 section 6.2.1. */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly kid: string;
  readonly x: string;
  readonly y: string;
}

/** What differs between a server and a browser. */
export interface Platform<Key, Verdict extends boolean | Promise<boolean> = boolean | Promise<boolean>> {
  /** Unpadded base64url (RFC 7515 section 2) of UTF-8. */
  encodeText(text: string): string;
  /** Throws or rejects where the point is not on the curve. */
  importKey(jwk: PublicJwk): Key | Promise<Key>;
  /** @param signature r then s, 64 bytes, known to be in range */
  verifySignature(key: Key, signedPart: string, signature: Uint8Array<ArrayBuffer>): Verdict;
}
