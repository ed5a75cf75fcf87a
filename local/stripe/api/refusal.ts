import type Stripe from 'stripe';

type ErrorBody = Pick<
  Stripe.StripeRawError,
  'type' | 'code' | 'message' | 'param' | 'decline_code' | 'payment_intent'
>;

/**
 * An error that Stripe would answer: https://docs.stripe.com/api/errors
 * Thrown, it undoes what the call changed. Returned by an endpoint, it lets the changes stand, as a decline must.
 */
export class StripeRefusal extends Error {
  override readonly name = 'StripeRefusal';
  readonly status: 400 | 401 | 402 | 403 | 404;
  readonly body: ErrorBody;

  constructor(status: StripeRefusal['status'], body: ErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

export function invalidRequest(message: string, more: { param?: string; code?: string } = {}): StripeRefusal {
  return new StripeRefusal(400, { type: 'invalid_request_error', message, ...more });
}

/** An object named in the path is 404; one named by a parameter is 400. */
export function noSuch(what: string, id: string, param?: string): StripeRefusal {
  return new StripeRefusal(param === undefined ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${what}: '${id}'`,
    param: param ?? 'id',
  });
}
