import { createVerifier } from '../../client/src/node.ts';
import { requireFeature } from '../../client/src/server.ts';
import { listen } from '../../local/ports.ts';
import type { Running } from '../../local/start.ts';
import { grantComp, startLocal } from './local-service.ts';
import { buildPageFiles } from './page-files.ts';

/** The service, and a site of static pages whose paid text is guarded by the package's own gate. */
export interface GatedSite {
  readonly running: Running;
  readonly origin: string;
  /** What is answered under a path, in place of what the site has there. */
  readonly pages: Map<string, (request: Request) => Response | Promise<Response>>;
  /** Requests for paid text: their paths and tokens. */
  readonly asked: { readonly path: string; readonly authorization: string | null }[];
  grant(email: string, features: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export const PAID_SENTENCE = 'Only those who pay have read this sentence.';
const html = (text: string) =>
  new Response(text, { headers: { 'content-type': 'text/html; charset=utf-8' } });

/** A page of the site with a gate in it. */
export function gatePage(issuer: string, gate = '', head = ''): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>An article</title>
    <meta name="viewport" content="width=device-width">${head}
    <script type="module" src="/element.js"></script>
    <main><h1>An article</h1>
    <gatefold-gate issuer="${issuer}" audience="the-fold" feature="analysis" src="/paid/analysis" ${gate}>
      <p>What everybody may read.</p>
    </gatefold-gate></main></html>`;
}

export async function openGatedSite(): Promise<GatedSite> {
  const files = await buildPageFiles();
  const pages: GatedSite['pages'] = new Map();
  const asked: GatedSite['asked'] = [];
  const running = await startLocal();
  const { service: issuer } = running;
  const features = ['news', 'analysis', 'memos'] as const;
  const verifier = createVerifier({ issuer, audience: 'the-fold', features, now: running.now });
  const gates = new Map(features.map((feature) => [`/paid/${feature}`, requireFeature(verifier, feature)]));

  async function answer(request: Request): Promise<Response> {
    const { pathname: path } = new URL(request.url);
    const gate = gates.get(path);
    if (path.startsWith('/paid/')) asked.push({ path, authorization: request.headers.get('authorization') });
    const page = pages.get(path);
    if (page !== undefined) return page(request);
    const file = files.get(path.slice(1));
    if (file !== undefined) return new Response(file, { headers: { 'content-type': 'text/javascript' } });
    if (gate === undefined) return html(gatePage(issuer));
    const answered = await gate(request);
    return answered.unlocked ? html(`<p>${PAID_SENTENCE}</p>`) : answered.refusal();
  }
  const site = await listen(answer, running.pagePort);

  return {
    running,
    origin: site.url,
    pages,
    asked,
    grant: (email, granted) => grantComp(running, email, { features: granted }),
    async stop() {
      await site.close();
      await running.stop();
    },
  };
}
