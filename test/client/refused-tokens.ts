import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { REVOCATIONS_TYPE } from '../../client/src/claims.ts';
import {
  AUDIENCE,
  createClaims,
  createSigningKey,
  encode,
  headerOf,
  ISSUER,
  keySetOf,
  NOW,
  signSegments,
  signToken,
} from '../support/tokens.ts';

export const key = createSigningKey('key-1');
export const claims = createClaims();
export const good = signToken(key);
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');
const header = headerOf(key.kid);
export const withHeader = (members: Record<string, unknown>) =>
  signToken(key, claims, { ...header, ...members });
export const withClaims = (members: Record<string, unknown>) => signToken(key, { ...claims, ...members });
const withoutClaim = (name: string) => signToken(key, { ...claims, [name]: undefined });
export const signPayload = (payload: string | Uint8Array) =>
  signSegments(key.privateKey, goodHeader, encode(payload));
const signHeader = (text: string | Uint8Array) => signSegments(key.privateKey, encode(text), goodPayload);
export const payloadText = JSON.stringify(claims);
const unsigned = (segment: unknown) => `${encode(JSON.stringify(segment))}.${goodPayload}.`;
const hmac = (secret: string | Uint8Array, alg = 'HS256') => {
  const signedPart = `${encode(JSON.stringify({ ...header, alg }))}.${goodPayload}`;
  return `${signedPart}.${encode(createHmac('sha256', secret).update(signedPart).digest())}`;
};
const hmac64 = (secret: string | Uint8Array, alg = 'HS512') => {
  const signedPart = `${encode(JSON.stringify({ ...header, alg }))}.${goodPayload}`;
  return `${signedPart}.${encode(createHmac('sha512', secret).update(signedPart).digest())}`;
};
const publicKey = createPublicKey(key.privateKey);
const publicPem = publicKey.export({ type: 'spki', format: 'pem' });
const publicDer = publicKey.export({ type: 'spki', format: 'der' });
const bytes = (hex: string) => Buffer.from(hex.padStart(64, '0'), 'hex');
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const withSignature = (...parts: readonly Uint8Array[]) =>
  `${goodHeader}.${goodPayload}.${encode(Buffer.concat(parts))}`;
const one = bytes('1');
const r = Buffer.from(goodSignature, 'base64url').subarray(0, 32);
const s = Buffer.from(goodSignature, 'base64url').subarray(32);
const sPlusOrder = bytes(((BigInt(`0x${s.toString('hex')}`) + ORDER) % 2n ** 256n).toString(16));
const signedAs = (namedCurve: string, hash: string, alg: string) => {
  const signedPart = `${encode(JSON.stringify({ ...header, alg }))}.${goodPayload}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve });
  return `${signedPart}.${encode(sign(hash, Buffer.from(signedPart), { key: privateKey, dsaEncoding: 'ieee-p1363' }))}`;
};
const edDsa = () => {
  const signedPart = `${encode(JSON.stringify({ ...header, alg: 'EdDSA' }))}.${goodPayload}`;
  return `${signedPart}.${encode(sign(null, Buffer.from(signedPart), generateKeyPairSync('ed25519').privateKey))}`;
};
const withStrangersKey = () => {
  const stranger = createSigningKey(key.kid);
  return signToken(stranger, claims, { ...header, jwk: stranger.jwk });
};
const listHeader = { ...header, typ: REVOCATIONS_TYPE };
const revocationList = (members: unknown) =>
  signToken(key, { iss: ISSUER, aud: AUDIENCE, iat: NOW, exp: NOW + 60, revoked: [] }, members);
const idToken = (members: unknown) =>
  signToken(
    key,
    {
      iss: ISSUER,
      sub: claims.sub,
      aud: AUDIENCE,
      exp: NOW + 600,
      iat: NOW,
      nonce: 'n',
      email_verified: true,
    },
    members,
  );
/** The same text, but for a character whose low byte is that of the one in its place. */
const otherPage = (segment: string) =>
  segment.slice(0, 9) + String.fromCharCode(segment.charCodeAt(9) + 256) + segment.slice(10);
/** The same key under a hash that ES256 does not use. */
const sameKeySha384 = (alg: string) => {
  const signedPart = `${encode(JSON.stringify({ ...header, alg }))}.${goodPayload}`;
  return `${signedPart}.${encode(sign('sha384', Buffer.from(signedPart), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }))}`;
};
/** The character that decodes to the same bytes but for bits that no byte has. */
const tailFlipped = (segment: string) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return segment.slice(0, -1) + (alphabet[alphabet.indexOf(segment.at(-1) ?? '') + 1] ?? '');
};
/** Claims whose payload segment ends in bits that no byte has. */
const payloadWithTail = (() => {
  let text = payloadText;
  for (let jti = ''; encode(text).length % 4 === 0; jti += 'x')
    text = JSON.stringify({ ...claims, jti: `j${jti}` });
  return encode(text);
})();

/** What is presented, and the code with which it is refused. */
type Row = readonly [name: string, token: string, code: string];

export const REFUSED_TOKENS: readonly Row[] = [
  ...['none', 'None', 'NONE', 'nOnE'].flatMap((alg): Row[] => [
    [`row 1: alg ${alg}, no signature`, unsigned({ ...header, alg }), 'token_malformed'],
    [`row 1: alg ${alg}, a genuine signature`, withHeader({ alg }), 'token_algorithm_refused'],
  ]),
  ['row 1: a good header, no signature', `${goodHeader}.${goodPayload}.`, 'token_malformed'],
  ['row 1: no third part', `${goodHeader}.${goodPayload}`, 'token_malformed'],
  ...[undefined, null, '', true].map((alg): Row => [
    `row 1: alg ${JSON.stringify(alg)}`,
    withHeader({ alg }),
    'token_algorithm_refused',
  ]),
  ['row 2: HMAC keyed with our PEM', hmac(publicPem), 'token_malformed'],
  ['row 2: HMAC of 64 bytes keyed with our PEM', hmac64(publicPem), 'token_algorithm_refused'],
  ['row 2: HMAC keyed with our JWK', hmac64(JSON.stringify(key.jwk)), 'token_algorithm_refused'],
  ['row 2: HMAC keyed with our key set', hmac64(keySetOf(key)), 'token_algorithm_refused'],
  ['row 2: HMAC under our own header', hmac(publicPem, 'ES256'), 'token_malformed'],
  ['row 2: HMAC keyed with our key in DER', hmac64(publicDer), 'token_algorithm_refused'],
  ['row 2: HMAC of 64 bytes under our own header', hmac64(publicPem, 'ES256'), 'token_signature_invalid'],
  ['row 3: HMAC with an empty key', hmac64(''), 'token_algorithm_refused'],
  ['row 3: HMAC of 32 bytes with an empty key', hmac(''), 'token_malformed'],
  ['row 3: HMAC with a key of one zero', hmac64(Buffer.alloc(1)), 'token_algorithm_refused'],
  ['row 4: another curve', signedAs('P-384', 'sha384', 'ES384'), 'token_malformed'],
  [
    'row 4: another curve of the same length',
    signedAs('secp256k1', 'sha256', 'ES256K'),
    'token_algorithm_refused',
  ],
  [
    'row 4: another curve under our header',
    signedAs('secp256k1', 'sha256', 'ES256'),
    'token_signature_invalid',
  ],
  ['row 4: another algorithm of the same key', sameKeySha384('ES384'), 'token_algorithm_refused'],
  ['row 4: another hash of the same key', sameKeySha384('ES256'), 'token_signature_invalid'],
  ['row 4: alg in lower case', withHeader({ alg: 'es256' }), 'token_algorithm_refused'],
  ['row 4: alg in an array', withHeader({ alg: ['ES256'] }), 'token_algorithm_refused'],
  ['row 4: a signature of Ed25519', edDsa(), 'token_algorithm_refused'],
  ['row 4: RSA', withHeader({ alg: 'RS256' }), 'token_algorithm_refused'],
  ['row 5: embedded jwk', withHeader({ jwk: key.jwk }), 'token_malformed'],
  ['row 5: embedded x5c', withHeader({ x5c: ['MIIB'] }), 'token_malformed'],
  ['row 5: a certificate’s thumbprint', withHeader({ 'x5t#S256': 'AAAA' }), 'token_malformed'],
  ['row 5: the key of a stranger, who signed', withStrangersKey(), 'token_malformed'],
  ['row 6: jku', withHeader({ jku: `${ISSUER}/.well-known/jwks.json` }), 'token_malformed'],
  ['row 6: x5u', withHeader({ x5u: 'https://evil.example/' }), 'token_malformed'],
  ['row 7: kid missing', signToken(key, claims, { alg: 'ES256', typ: 'at+jwt' }), 'token_malformed'],
  ['row 7: kid a number', withHeader({ kid: 1 }), 'token_malformed'],
  ['row 7: kid null', withHeader({ kid: null }), 'token_malformed'],
  ['row 7: kid in an array', withHeader({ kid: ['key-1'] }), 'token_malformed'],
  ['row 7: kid empty', withHeader({ kid: '' }), 'token_key_unknown'],
  ['row 7: kid a path', withHeader({ kid: '../../dev/null' }), 'token_key_unknown'],
  ['row 7: kid a URL', withHeader({ kid: 'https://evil.example/jwks.json' }), 'token_key_unknown'],
  ['row 7: kid with a zero byte', withHeader({ kid: 'key-1\0' }), 'token_key_unknown'],
  ['row 7: kid a lone surrogate', withHeader({ kid: '\ud800' }), 'token_key_unknown'],
  ['row 7: kid __proto__', withHeader({ kid: '__proto__' }), 'token_key_unknown'],
  ['row 7: kid constructor', withHeader({ kid: 'constructor' }), 'token_key_unknown'],
  ['row 7: kid of 10 KB', withHeader({ kid: 'k'.repeat(10_240) }), 'token_too_long'],
  ['row 7: kid in other letters', withHeader({ kid: 'KEY-1' }), 'token_key_unknown'],
  ['row 8: crit', withHeader({ crit: ['exp'] }), 'token_malformed'],
  ['row 8: crit empty', withHeader({ crit: [] }), 'token_malformed'],
  ['row 8: crit null', withHeader({ crit: null }), 'token_malformed'],
  ['row 8: crit of an extension unknown', withHeader({ crit: ['x'], x: 1 }), 'token_malformed'],
  ['row 8: b64 false, without crit', withHeader({ b64: false }), 'token_malformed'],
  ['row 8: b64 true', withHeader({ b64: true }), 'token_malformed'],
  ['row 8: b64 false', withHeader({ crit: ['b64'], b64: false }), 'token_malformed'],
  ['row 9: padded header', signSegments(key.privateKey, `${goodHeader}==`, goodPayload), 'token_malformed'],
  ['row 9: padded payload', signSegments(key.privateKey, goodHeader, `${goodPayload}=`), 'token_malformed'],
  ['row 9: padded signature', `${good}==`, 'token_malformed'],
  [
    'row 9: a line feed within',
    signSegments(key.privateKey, goodHeader, `${goodPayload}\n`),
    'token_malformed',
  ],
  ['row 9: a space before', ` ${good}`, 'token_malformed'],
  ['row 9: a line feed after', `${good}\n`, 'token_malformed'],
  ['row 9: tail bits of the signature', tailFlipped(good), 'token_malformed'],
  [
    'row 9: tail bits of the header',
    signSegments(key.privateKey, tailFlipped(goodHeader), goodPayload),
    'token_malformed',
  ],
  [
    'row 9: a character from another page of Unicode',
    signSegments(key.privateKey, goodHeader, otherPage(goodPayload)),
    'token_malformed',
  ],
  ['row 9: such a character in the signature', `${good.slice(0, -3)}ł${good.slice(-2)}`, 'token_malformed'],
  [
    'row 9: tail bits of the payload',
    signSegments(key.privateKey, goodHeader, tailFlipped(payloadWithTail)),
    'token_malformed',
  ],
  [
    'row 9: the other alphabet',
    signSegments(
      key.privateKey,
      goodHeader,
      Buffer.from(JSON.stringify({ ...claims, jti: '¿¿¿???>>>' })).toString('base64'),
    ),
    'token_malformed',
  ],
  ['row 10: zero signature', withSignature(bytes('0'), bytes('0')), 'token_signature_invalid'],
  ['row 10: r of 0', withSignature(bytes('0'), s), 'token_signature_invalid'],
  ['row 10: s of 0', withSignature(r, bytes('0')), 'token_signature_invalid'],
  ['row 10: r of n', withSignature(bytes(ORDER.toString(16)), s), 'token_signature_invalid'],
  ['row 10: s of n', withSignature(r, bytes(ORDER.toString(16))), 'token_signature_invalid'],
  ['row 10: s plus n, cut to 32 bytes', withSignature(r, sPlusOrder), 'token_signature_invalid'],
  ['row 10: r of n-1', withSignature(bytes((ORDER - 1n).toString(16)), s), 'token_signature_invalid'],
  ['row 10: s of n-1', withSignature(r, bytes((ORDER - 1n).toString(16))), 'token_signature_invalid'],
  ['row 10: r and s of 1', withSignature(one, one), 'token_signature_invalid'],
  ['row 10: all bits set', withSignature(Buffer.alloc(64, 0xff)), 'token_signature_invalid'],
  ['row 10: r and s exchanged', withSignature(s, r), 'token_signature_invalid'],
  [
    'row 10: a DER signature',
    withSignature(sign('sha256', Buffer.from(`${goodHeader}.${goodPayload}`), key.privateKey)),
    'token_malformed',
  ],
  ['row 10: a signature of 63 bytes', withSignature(r, s.subarray(1)), 'token_malformed'],
  ['row 10: a signature of 65 bytes', withSignature(r, s, Buffer.alloc(1)), 'token_malformed'],
  [
    'row 11: alg twice in the header',
    signHeader('{"alg":"none","alg":"ES256","kid":"key-1","typ":"at+jwt"}'),
    'token_malformed',
  ],
  [
    'row 11: kid twice, once escaped',
    signHeader('{"alg":"ES256","\\u006bid":"x","kid":"key-1","typ":"at+jwt"}'),
    'token_malformed',
  ],
  [
    'row 11: ent twice in the payload',
    signPayload(payloadText.replace('"ent":', '"ent":[],"ent":')),
    'token_malformed',
  ],
  [
    'row 11: header in another order',
    signToken(key, claims, { typ: 'at+jwt', alg: 'ES256', kid: key.kid }),
    'token_malformed',
  ],
  [
    'row 11: white space in the header',
    signHeader('{"alg":"ES256", "kid":"key-1","typ":"at+jwt"}'),
    'token_malformed',
  ],
  ['row 11: white space in the payload', signPayload(`${payloadText} `), 'token_malformed'],
  [
    'row 11: exp twice, the later one good',
    signPayload(payloadText.replace('"exp":', '"exp":1,"exp":')),
    'token_malformed',
  ],
  [
    'row 11: aud twice, once escaped',
    signPayload(payloadText.replace('"aud":', '"\\u0061ud":"the-crease","aud":')),
    'token_malformed',
  ],
  ['row 12: exp missing', withoutClaim('exp'), 'token_claim_invalid'],
  ['row 12: exp a string', withClaims({ exp: String(NOW + 600) }), 'token_claim_invalid'],
  ['row 12: exp null', withClaims({ exp: null }), 'token_claim_invalid'],
  ['row 12: exp a fraction', withClaims({ exp: NOW + 599.5 }), 'token_claim_invalid'],
  ['row 12: exp true', withClaims({ exp: true }), 'token_claim_invalid'],
  ['row 12: exp in an array', withClaims({ exp: [NOW + 600] }), 'token_claim_invalid'],
  [
    'row 12: exp with a fraction of nothing',
    signPayload(payloadText.replace(`"exp":${NOW + 600}`, `"exp":${NOW + 600}.0`)),
    'token_malformed',
  ],
  [
    'row 12: exp 1e308',
    signPayload(payloadText.replace(`"exp":${NOW + 600}`, '"exp":1e+308')),
    'token_claim_invalid',
  ],
  [
    'row 12: exp overflows to Infinity',
    signPayload(payloadText.replace(`"exp":${NOW + 600}`, '"exp":1e999')),
    'token_malformed',
  ],
  ['row 12: exp past the safe integers', withClaims({ exp: 2 ** 53 }), 'token_claim_invalid'],
  ['row 12: exp negative', withClaims({ exp: -1 }), 'token_claim_invalid'],
  ['row 12: exp not after iat', withClaims({ exp: NOW }), 'token_claim_invalid'],
  ['row 12: exp over', withClaims({ iat: NOW - 660, exp: NOW - 60 }), 'token_expired'],
  ['row 13: iat in the future', withClaims({ iat: NOW + 61, exp: NOW + 600 }), 'token_not_yet_valid'],
  ['row 13: iat missing', withoutClaim('iat'), 'token_claim_invalid'],
  ['row 13: iat a string', withClaims({ iat: String(NOW) }), 'token_claim_invalid'],
  ['row 13: nbf in the future', withClaims({ nbf: NOW + 61 }), 'token_not_yet_valid'],
  ['row 13: nbf a string', withClaims({ nbf: String(NOW) }), 'token_claim_invalid'],
  ['row 13: nbf null', withClaims({ nbf: null }), 'token_claim_invalid'],
  ['row 13: a life of 601 s', withClaims({ exp: NOW + 601 }), 'token_lifetime_too_long'],
  ['row 13: a life of a year', withClaims({ exp: NOW + 31_536_000 }), 'token_lifetime_too_long'],
  ['row 13: iat of 1970', withClaims({ iat: 0 }), 'token_lifetime_too_long'],
  ['row 13: iat a fraction', withClaims({ iat: NOW - 0.5 }), 'token_claim_invalid'],
  ['row 14: payload an array', signPayload('[]'), 'token_malformed'],
  ['row 14: payload null', signPayload('null'), 'token_malformed'],
  ['row 14: payload a string', signPayload('"member"'), 'token_malformed'],
  ['row 14: payload a number', signPayload('1'), 'token_malformed'],
  ['row 14: payload true', signPayload('true'), 'token_malformed'],
  ['row 14: payload an array of the claims', signPayload(`[${payloadText}]`), 'token_malformed'],
  ['row 14: payload empty', signPayload(''), 'token_malformed'],
  ['row 14: payload an empty object', signPayload('{}'), 'token_claim_invalid'],
  ['row 14: payload not JSON', signPayload('{'), 'token_malformed'],
  ['row 14: payload nested without end', signPayload('['.repeat(2_500)), 'token_malformed'],
  [
    'row 14: invalid UTF-8',
    signPayload(Buffer.concat([Buffer.from(payloadText.slice(0, -2)), Buffer.of(0xff), Buffer.from('"}')])),
    'token_malformed',
  ],
  [
    'row 14: UTF-8 of a lone surrogate',
    signPayload(
      Buffer.concat([Buffer.from(payloadText.slice(0, -2)), Buffer.of(0xed, 0xa0, 0x80), Buffer.from('"}')]),
    ),
    'token_malformed',
  ],
  ['row 14: a BOM', signPayload(`\uFEFF${payloadText}`), 'token_malformed'],
  ['row 14: a BOM before the header', signHeader(`\uFEFF${JSON.stringify(header)}`), 'token_malformed'],
  ['row 15: aud missing', withoutClaim('aud'), 'token_claim_invalid'],
  ['row 15: aud null', withClaims({ aud: null }), 'token_claim_invalid'],
  ['row 15: aud empty', withClaims({ aud: '' }), 'token_claim_invalid'],
  ['row 15: aud with a space', withClaims({ aud: `${AUDIENCE} ` }), 'token_audience_mismatch'],
  ['row 15: aud in other case', withClaims({ aud: 'The-Fold' }), 'token_audience_mismatch'],
  ['row 15: aud with a trailing slash', withClaims({ aud: `${AUDIENCE}/` }), 'token_audience_mismatch'],
  ['row 15: aud an array', withClaims({ aud: [AUDIENCE] }), 'token_claim_invalid'],
  ['row 16: the token of another publication', withClaims({ aud: 'the-crease' }), 'token_audience_mismatch'],
  [
    'row 16: the token of another issuer',
    withClaims({ iss: 'https://access.crease.example' }),
    'token_issuer_mismatch',
  ],
  ['row 16: iss with a trailing slash', withClaims({ iss: `${ISSUER}/` }), 'token_issuer_mismatch'],
  [
    'row 16: a stranger’s key under our kid',
    signToken({ ...createSigningKey(key.kid) }),
    'token_signature_invalid',
  ],
  ...['JWT', 'gatefold-sign-in+jwt', 'gatefold-revocations+jwt', 'AT+JWT', 'application/at+jwt'].map(
    (typ): Row => [`row 17: a token of typ ${typ}`, withHeader({ typ }), 'token_type_refused'],
  ),
  ['row 17: no typ', signToken(key, claims, { alg: 'ES256', kid: key.kid }), 'token_type_refused'],
  ['row 17: our revocation list', revocationList(listHeader), 'token_type_refused'],
  [
    'row 17: what our revocation list says, as an access token',
    revocationList(header),
    'token_claim_invalid',
  ],
  ['row 17: an ID token', idToken({ ...header, typ: 'JWT' }), 'token_type_refused'],
  ['row 17: what an ID token says, as an access token', idToken(header), 'token_claim_invalid'],
  ['row 18: 9 KB', withClaims({ jti: 'j'.repeat(6_700) }), 'token_too_long'],
  ['row 18: 4097 characters', 'a'.repeat(4_097), 'token_too_long'],
  ['row 18: 100,000 dots', '.'.repeat(100_000), 'token_too_long'],
  ['row 18: 4,000 dots', '.'.repeat(4_000), 'token_malformed'],
  ['row 18: a JWE', `${encode('{"alg":"ECDH-ES","enc":"A128GCM"}')}.a.b.c.d`, 'token_malformed'],
  ['row 18: a fourth part', `${good}.`, 'token_malformed'],
  [
    'row 18: JSON serialisation',
    JSON.stringify({ protected: goodHeader, payload: goodPayload, signature: goodSignature }),
    'token_malformed',
  ],
  [
    'row 18: general JSON serialisation',
    JSON.stringify({
      payload: goodPayload,
      signatures: [{ protected: goodHeader, signature: goodSignature }],
    }),
    'token_malformed',
  ],
  ['row 18: a detached payload', `${goodHeader}..${goodSignature}`, 'token_malformed'],
  ['row 18: no header', `.${goodPayload}.${goodSignature}`, 'token_malformed'],
  ['row 18: two tokens', `${good}.${good}`, 'token_malformed'],
  ['row 18: nothing', '', 'token_malformed'],
  ...['sub', 'client_id', 'sid', 'jti'].flatMap((name): Row[] => [
    [`${name} missing`, withoutClaim(name), 'token_claim_invalid'],
    [`${name} empty`, withClaims({ [name]: '' }), 'token_claim_invalid'],
    [`${name} a number`, withClaims({ [name]: 7 }), 'token_claim_invalid'],
  ]),
  ['ent missing', withoutClaim('ent'), 'token_claim_invalid'],
  ['ent a string', withClaims({ ent: 'news' }), 'token_claim_invalid'],
  ['ent of numbers', withClaims({ ent: [1, 2] }), 'token_claim_invalid'],
  ['ent not sorted', withClaims({ ent: ['news', 'memos'] }), 'token_claim_invalid'],
  ['ent with a feature twice', withClaims({ ent: ['news', 'news'] }), 'token_claim_invalid'],
  ['why of no known reason', withClaims({ why: 'friend' }), 'token_claim_invalid'],
  ['why null', withClaims({ why: null }), 'token_claim_invalid'],
  ['plan a number', withClaims({ plan: 1 }), 'token_claim_invalid'],
];
