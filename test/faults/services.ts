import type { Answer, Refusals } from './proxy.ts';

/** The services that Gatefold stands on. */
export const SERVICES = ['DynamoDB', 'Stripe', 'SQS', 'SES', 'KMS', 'SSM'] as const;
export type ServiceName = (typeof SERVICES)[number];

const json = (version: string) => ({ 'content-type': `application/x-amz-json-${version}` });
const aws = (version: string, status: number, type: string): Answer => ({
  status,
  headers: json(version),
  body: { __type: type, message: type },
});
const ses = (status: number, type: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
  body: { message: type },
});
const stripe = (status: number, error: object): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: { error },
});

/** As each service words it (its API reference, "Common errors"; docs.stripe.com/rate-limits). */
export const REFUSALS: Readonly<Record<ServiceName, Refusals>> = {
  DynamoDB: {
    throttled: aws('1.0', 400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'),
    failing: aws('1.0', 500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'),
  },
  Stripe: {
    throttled: stripe(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Slow down.' }),
    failing: stripe(500, { type: 'api_error', message: 'Something went wrong.' }),
  },
  SQS: {
    throttled: aws('1.0', 400, 'com.amazonaws.sqs#RequestThrottled'),
    failing: aws('1.0', 500, 'com.amazonaws.sqs#InternalFailure'),
  },
  SES: { throttled: ses(429, 'TooManyRequestsException'), failing: ses(500, 'InternalFailure') },
  KMS: {
    throttled: aws('1.1', 400, 'ThrottlingException'),
    failing: aws('1.1', 500, 'KMSInternalException'),
  },
  SSM: {
    throttled: aws('1.1', 400, 'ThrottlingException'),
    failing: aws('1.1', 500, 'InternalServerError'),
  },
};
