import { createHash, createPrivateKey, generateKeyPairSync, sign as cryptoSign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { AccessTokenClaims, EpochSeconds, RevocationsClaims } from '../../client/src/claims.ts';
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE, REVOCATIONS_TYPE } from '../../client/src/claims.ts';
import { currentKey } from './key-set.ts';
import type { PublicJwk, SigningKey } from './key-set.ts';

/** How long a signer goes on with the keys it has read: an emergency rotation is over in this time. */
const KEY_REREAD_SECONDS = 60;

export type UnwrapKey = (
  wrapped: string,
  context: { readonly issuer: string; readonly kid: string },
) => Promise<Uint8Array>;

/** All that an issuer signs, by `typ`, so that none of it can pass for another (RFC 8725 section 3.11). */
export interface Signed {
  readonly [ACCESS_TOKEN_TYPE]: AccessTokenClaims;
  readonly [REVOCATIONS_TYPE]: RevocationsClaims;
}

export interface Signer {
  /** A compact JWS, RFC 7515 section 7.1. @throws {Error} where no key is active: run the rotation */
  sign<Type extends keyof Signed>(type: Type, claims: Signed[Type]): Promise<string>;
}

export function createSigner(options: {
  readonly issuer: string;
  readonly loadKeys: () => Promise<readonly SigningKey[]>;
  readonly unwrapKey: UnwrapKey;
  readonly now: () => EpochSeconds;
}): Signer {
  let keys: { readonly all: readonly SigningKey[]; readonly readAt: EpochSeconds } | undefined;
  let active:
    | {
        readonly kid: string;
        readonly encodedHeaders: Readonly<Record<keyof Signed, string>>;
        readonly privateKey: KeyObject;
      }
    | undefined;

  async function activeKey() {
    const now = options.now();
    if (keys === undefined || now - keys.readAt >= KEY_REREAD_SECONDS) {
      keys = { all: await options.loadKeys(), readAt: now };
    }
    const current = currentKey(keys.all, now);
    if (current === undefined) throw new Error('No signing key is active: run the key rotation.');
    if (active?.kid !== current.kid) {
      const context = { issuer: options.issuer, kid: current.kid };
      const pkcs8 = await options.unwrapKey(current.wrappedPrivateKey, context);
      active = {
        kid: current.kid,
        encodedHeaders: {
          [ACCESS_TOKEN_TYPE]: encodedHeader(current.kid, ACCESS_TOKEN_TYPE),
          [REVOCATIONS_TYPE]: encodedHeader(current.kid, REVOCATIONS_TYPE),
        },
        privateKey: createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }),
      };
    }
    return active;
  }

  return {
    async sign(type, claims) {
      const { encodedHeaders, privateKey } = await activeKey();
      const input = `${encodedHeaders[type]}.${encode(claims)}`;
      const signature = joseSignature(cryptoSign('sha256', Buffer.from(input), privateKey));
      return `${input}.${signature.toString('base64url')}`;
    },
  };
}

/** A new key pair; `kid` is the public key's thumbprint (RFC 7638). */
export function generateSigningKey(): { readonly publicJwk: PublicJwk; readonly pkcs8: Uint8Array } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  if (x === undefined || y === undefined) throw new Error('An EC key has two coordinates.');
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  return {
    publicJwk: { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: ACCESS_TOKEN_ALGORITHM },
    pkcs8: privateKey.export({ format: 'der', type: 'pkcs8' }),
  };
}

function encodedHeader(kid: string, typ: keyof Signed): string {
  return encode({ alg: ACCESS_TOKEN_ALGORITHM, kid, typ });
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/**
 * ECDSA-Sig-Value (RFC 3279 section 2.2.3, DER) to the 64 bytes of RFC 7518 section 3.4. Node's own `ieee-p1363`
 * option gives the same and takes twice the time.
 */
function joseSignature(der: Buffer): Buffer {
  const raw = Buffer.alloc(64);
  let offset = 2;
  for (const end of [32, 64]) {
    const length = der[offset + 1] ?? 0;
    const start = offset + 2;
    const integer = der.subarray(start, start + length);
    const digits = integer.subarray(Math.max(0, length - 32));
    digits.copy(raw, end - digits.length);
    offset = start + length;
  }
  return raw;
}
