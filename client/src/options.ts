import type { Fetch } from './download.ts';
import { UsageError } from './errors.ts';
import type { Revocations } from './revocations.ts';

export interface VerifierOptions<Features extends readonly string[]> {
  /** Where the Gatefold service answers, exactly as `iss` has it: no trailing slash. */
  readonly issuer: string;
  /** The publication's id, exactly as `aud` has it. */
  readonly audience: string;
  /** The publication's features; `registered` may be asked about without being listed. */
  readonly features: Features;
  /** For the key set and the revocation list. Default: the platform's. */
  readonly fetch?: Fetch;
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
  /** Default: `/.well-known/jwks.json` under the issuer. */
  readonly keySetUrl?: string;
  /** `pollRevocations()`. Default: a token is good until it expires. */
  readonly revocations?: Revocations;
}

/** As `iss` is written: an origin, and perhaps a path, without a trailing slash. */
const ISSUER = /^https?:\/\/[^/?#]+(\/[^/?#]+)*$/;

/** @throws {UsageError} configuration_invalid */
export function checkOptions({ issuer, audience }: VerifierOptions<readonly string[]>): void {
  if (!ISSUER.test(issuer)) throw new UsageError('configuration_invalid', 'issuer');
  if (!audience) throw new UsageError('configuration_invalid', 'audience');
}
