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
  | 'token_expired'
  | 'token_revoked';

/** Why no token can be judged for now. It says nothing about the token. */
export type KeySetErrorCode = 'key_set_unavailable' | 'key_set_invalid' | 'keys_not_loaded';

/** Why it cannot be told for now whether a token was revoked. It says nothing about the token. */
export type RevocationsErrorCode = 'revocations_unavailable' | 'revocations_not_loaded';

/** Why the plans cannot be shown for now. */
export type OffersErrorCode = 'offers_unavailable' | 'offers_invalid';

/** The service could not be asked. It says nothing about the reader. */
export type ServiceErrorCode = 'service_unavailable';

/** Why a gate in a page shows no article, beside refusals of the service. */
export type GateErrorCode =
  'content_unavailable' | 'content_refused' | 'source_refused' | 'paid_text_in_page';

/** A mistake in the code that calls this package. */
export type UsageErrorCode = 'configuration_invalid' | 'feature_unknown';

export type GatefoldErrorCode =
  TokenErrorCode | KeySetErrorCode | RevocationsErrorCode | OffersErrorCode | UsageErrorCode;

/**
 * Every error that this package throws. Codes are stable; a message is the code and perhaps a detail for people, and
 * never repeats the token. Decide by `code`, not by class: each entry of the package is one file with its own classes.
 */
export class GatefoldError<Code extends string = GatefoldErrorCode> extends Error {
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

export class RevocationsFailed extends GatefoldError<RevocationsErrorCode> {
  override name = 'RevocationsFailed';
}

export class OffersFailed extends GatefoldError<OffersErrorCode> {
  override name = 'OffersFailed';
}

/** A code of the service's own (docs/errors.md); a newer service may have more. */
export type ServiceRefusalCode =
  | 'origin_not_allowed'
  | 'to_not_allowed'
  | 'address_missing'
  | 'address_invalid'
  | 'address_not_ascii'
  | 'session_missing'
  | 'session_invalid'
  | 'session_expired'
  | 'session_ended'
  | 'session_evicted'
  | 'code_malformed'
  | 'code_wrong'
  | 'code_used_up'
  | 'code_limit'
  | 'sign_in_expired'
  | 'plan_unknown'
  | 'price_unknown'
  | 'already_subscribed'
  | 'payment_processing'
  | 'checkout_unknown'
  | 'checkout_unpaid'
  | 'checkout_expired'
  | 'checkout_used'
  | 'checkout_not_ours'
  | 'address_proof_required'
  | (string & Record<never, never>);

/** The service refused what it was asked. `problem` is its answer: problem details, RFC 9457. */
export class ServiceRefused extends GatefoldError<ServiceRefusalCode> {
  override name = 'ServiceRefused';
  readonly status: number;
  readonly problem: Readonly<Record<string, unknown>>;
  /** How long to wait before another call, where the service said. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ServiceRefusalCode,
    status: number,
    problem: Readonly<Record<string, unknown>>,
    retryAfterSeconds?: number,
  ) {
    super(code, typeof problem.detail === 'string' ? problem.detail : undefined);
    this.status = status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class ServiceUnavailable extends GatefoldError<ServiceErrorCode> {
  override name = 'ServiceUnavailable';
  readonly retryAfterSeconds: number | undefined;

  constructor(cause: unknown, retryAfterSeconds?: number) {
    super('service_unavailable', undefined, cause);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class UsageError extends GatefoldError<UsageErrorCode> {
  override name = 'UsageError';
}
