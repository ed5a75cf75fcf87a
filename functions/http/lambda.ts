/* eslint-disable @typescript-eslint/no-deprecated -- its successor, @hono/aws-lambda, is not published yet */
import type { Context } from 'hono';
import type { LambdaEvent } from 'hono/aws-lambda';
import { handle } from 'hono/aws-lambda';

/** An app as a Lambda handler behind an HTTP API. */
export const lambdaHandler = handle;

/** The caller as API Gateway saw it: payload format 2.0, `requestContext.http.sourceIp`. */
export function sourceAddress(c: Pick<Context, 'env'>): string | undefined {
  const { event } = c.env as { readonly event?: LambdaEvent };
  const context = event?.requestContext;
  return context !== undefined && 'http' in context ? context.http.sourceIp : undefined;
}
