/** Why a token was refused. */
export type TokenErrorCode =
  | 'token_malformed'
  | 'token_too_long'
  | 'token_algorithm_refused'
  | 'token_type_refused'
  | 'token_key_unknown'
  | 'token_signature_invalid'
  | 'token_issuer_mismatch'
  | 'token_audience_mismatch'
  | 'token_claim_invalid'
  | 'token_lifetime_too_long'
  | 'token_not_yet_valid'
  | 'token_expired';

/** Why no token can be judged for now. It says nothing about the token. */
export type KeySetErrorCode = 'key_set_unavailable' | 'key_set_invalid' | 'keys_not_loaded';

/** Why the plans cannot be shown for now. */
export type OffersErrorCode = 'offers_unavailable' | 'offers_invalid';

/** A mistake in the code that calls this package. */
export type UsageErrorCode = 'configuration_invalid' | 'feature_unknown';

export type GatefoldErrorCode = TokenErrorCode | KeySetErrorCode | OffersErrorCode | UsageErrorCode;

/**
 * Every error that this package throws. Codes are stable; a message is the code and perhaps a detail for people, and
 * never repeats the token. Decide by `code`, not by class: each entry of the package is one file with its own classes.
 */
export class GatefoldError<Code extends GatefoldErrorCode = GatefoldErrorCode> extends Error {
  override name = 'GatefoldError';
  readonly code: Code;

  constructor(code: Code, detail?: string, cause?: unknown) {
    super(detail === undefined ? code : `${code}: ${detail}`, { cause });
    this.code = code;
  }
}

export class TokenRefused extends GatefoldError<TokenErrorCode> {
  override name = 'TokenRefused';
}

export class KeySetFailed extends GatefoldError<KeySetErrorCode> {
  override name = 'KeySetFailed';
}

export class OffersFailed extends GatefoldError<OffersErrorCode> {
  override name = 'OffersFailed';
}

export class UsageError extends GatefoldError<UsageErrorCode> {
  override name = 'UsageError';
}
