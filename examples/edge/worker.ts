import { createVerifier } from '@gatefold/client';
import { meterFeature } from '@gatefold/client/meter';
import { renderArticle } from '../page.ts';

interface Env {
  readonly GATEFOLD_ISSUER: string;
  readonly METER_SECRET: string;
}

/** Keys and counters live as long as the isolate does. */
let gate: ReturnType<typeof createGate> | undefined;

function createGate({ GATEFOLD_ISSUER, METER_SECRET }: Env) {
  const verifier = createVerifier({
    issuer: GATEFOLD_ISSUER,
    audience: 'the-fold',
    features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
  });
  return meterFeature(verifier, 'analysis', { free: 3, secrets: [METER_SECRET] });
}

/** A Worker: three articles a month are free, and the rest is for those who hold the feature. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    gate ??= createGate(env);
    const answer = await gate(request);
    const headers = { ...answer.headers, 'content-type': 'text/html; charset=utf-8' };
    return answer.hop ?? new Response(renderArticle(answer), { headers });
  },
};
