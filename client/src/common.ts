/** What both entries of the package export beside `createVerifier`. */
export type { Access } from './access.ts';
export type { AccessTokenClaims, EpochSeconds, Reason } from './claims.ts';
export {
  GatefoldError,
  KeySetFailed,
  RevocationsFailed,
  TokenRefused,
  UsageError,
  type GatefoldErrorCode,
  type KeySetErrorCode,
  type RevocationsErrorCode,
  type TokenErrorCode,
  type UsageErrorCode,
} from './errors.ts';
export type { Fetch } from './download.ts';
export type { VerifierOptions } from './options.ts';
export { pollRevocations, type RevocationOptions, type Revocations } from './revocations.ts';
export type { Verifier } from './verifier.ts';
