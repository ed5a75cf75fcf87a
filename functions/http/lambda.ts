/* eslint-disable @typescript-eslint/no-deprecated -- its successor, @hono/aws-lambda, is not published yet */
import type { Context, Env, Hono } from 'hono';
import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import { handle } from 'hono/aws-lambda';

/** An app as a Lambda handler behind an HTTP API: payload format 2.0 in and out. */
export function lambdaHandler<E extends Env>(app: Hono<E>) {
  const answer = handle(app);
  return (event: LambdaEvent, context?: LambdaContext) => answer(event, context);
}

/** The caller as API Gateway saw it: payload format 2.0, `requestContext.http.sourceIp`. */
export function sourceAddress(c: Pick<Context, 'env'>): string | undefined {
  const { event } = c.env as { readonly event?: LambdaEvent };
  const context = event?.requestContext;
  return context !== undefined && 'http' in context ? context.http.sourceIp : undefined;
}
