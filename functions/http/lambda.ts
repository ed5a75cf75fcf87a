/* eslint-disable @typescript-eslint/no-deprecated -- its successor, @hono/aws-lambda, is not published yet */
import type { Env, Hono } from 'hono';
import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import { handle } from 'hono/aws-lambda';
import { PROBLEM_HEADERS, problemBody } from './problem.ts';
import { NOT_THROUGH_CDN, cameThroughCdn } from './through-cdn.ts';

/**
 * An app as a Lambda handler behind an HTTP API: payload format 2.0 in and out. It answers what came through the CDN
 * and turns everything else away: the API's own address is open to everybody.
 *
 * @param originSecret what the CDN shows; two, with white space between, while one follows the other
 */
export function lambdaHandler<E extends Env>(app: Hono<E>, originSecret: string) {
  const answer = handle(app);
  return (event: LambdaEvent, context?: LambdaContext) =>
    cameThroughCdn(event.headers, originSecret)
      ? answer(event, context)
      : Promise.resolve({
          statusCode: NOT_THROUGH_CDN.status,
          headers: PROBLEM_HEADERS,
          body: problemBody(NOT_THROUGH_CDN, requestIdOf(event)),
        });
}

function requestIdOf({ requestContext }: LambdaEvent): string {
  return 'requestId' in requestContext ? requestContext.requestId : '';
}
