import type { Hono } from 'hono';
import { REVOCATIONS_PATH, REVOCATIONS_TYPE } from '../../../client/src/claims.ts';
import type { HttpEnv } from '../../http/env.ts';
import { problem } from '../../http/problem.ts';
import { refusal } from '../refusals.ts';
import { FEED_SECONDS, createRevocationFeed } from '../revocation-feed.ts';
import type { FeedDeps } from '../revocation-feed.ts';

/** `GET /v1/revocations`: for verifiers, whose access tokens are refused though they have not ended. */
export function revocationsRoute(app: Hono<HttpEnv>, deps: FeedDeps): void {
  const feed = createRevocationFeed(deps);

  app.get(REVOCATIONS_PATH, async (c) => {
    const list = await feed();
    if (list === undefined) return problem(c, refusal('revocations_unavailable'));
    c.header('cache-control', `public, max-age=${FEED_SECONDS}`);
    return c.body(list.signed, 200, { 'content-type': `application/${REVOCATIONS_TYPE}` });
  });
}
