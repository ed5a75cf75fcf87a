import { Hono } from 'hono';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { SESSION_HINT_COOKIE } from '../../client/src/claims.ts';
import { createVerifier } from '../../client/src/node.ts';
import { createOffers } from '../../client/src/plans.ts';
import { requireFeature } from '../../client/src/server.ts';
import { articleBySlug, articlesNewestFirst } from './articles/index.ts';
import { assets } from './assets.ts';
import { OPEN_PAGE_HEADERS, securityHeaders } from './headers.ts';
import { offerFor } from './offer.ts';
import { articlePage } from './pages/article-page.ts';
import type { Visit } from './pages/frame.ts';
import { frontPage, sectionPage } from './pages/lists.ts';
import { aboutPage, notFoundPage } from './pages/plain.ts';
import { FEATURES } from './sections.ts';
import type { Section } from './sections.ts';

export interface NewspaperOptions {
  /** The Gatefold service. */
  readonly issuer: string;
  /** The publication's id, as the tokens' `aud` has it. */
  readonly audience: string;
  /** Where readers reach this site, without a trailing slash. */
  readonly publicOrigin: string;
  /** For the key set and the plans. Default: the platform's. */
  readonly fetch?: typeof fetch;
}

/** The Fold: a site that Gatefold unlocks. It knows the service by its client package alone. */
export function createNewspaper({ issuer, audience, publicOrigin, fetch }: NewspaperOptions): Hono {
  const verifier = createVerifier({ issuer, audience, features: FEATURES, fetch });
  const offers = createOffers({ issuer, fetch });
  const gateFor = (feature: Section | 'registered') => requireFeature(verifier, feature, { publicOrigin });
  const registeredGate = gateFor('registered');
  const gates = {
    news: gateFor('news'),
    analysis: gateFor('analysis'),
    memos: gateFor('memos'),
    reports: gateFor('reports'),
    newsletters: gateFor('newsletters'),
  } satisfies Record<Section, unknown>;

  function visit(c: Context, verified: boolean): Visit {
    const signedIn = verified || getCookie(c, SESSION_HINT_COOKIE) === '1';
    return { issuer, publicOrigin, path: c.req.path, signedIn };
  }
  /** A visit to a page that asks for no feature: a token matters to its header only. */
  async function openVisit(c: Context): Promise<Visit> {
    const gate = await registeredGate(c.req.raw);
    return visit(c, gate.unlocked || gate.why === 'not_entitled');
  }

  const app = new Hono();
  app.use(securityHeaders);
  app.route('/', assets(publicOrigin));
  app.get('/', async (c) =>
    c.html(frontPage(await openVisit(c), articlesNewestFirst), 200, OPEN_PAGE_HEADERS),
  );
  app.get('/about', async (c) => c.html(aboutPage(await openVisit(c)), 200, OPEN_PAGE_HEADERS));
  for (const section of FEATURES) {
    app.get(`/${section}`, async (c) =>
      c.html(sectionPage(await openVisit(c), section, articlesNewestFirst), 200, OPEN_PAGE_HEADERS),
    );
  }

  app.get('/articles/:slug', async (c) => {
    const article = articleBySlug(c.req.param('slug'));
    if (article === undefined) return c.notFound();
    if (article.free) {
      return c.html(articlePage(article, { state: 'free' }, await openVisit(c)), 200, OPEN_PAGE_HEADERS);
    }
    const gate = await gates[article.section](c.req.raw);
    if (gate.unlocked) {
      const meeting = { state: 'unlocked', why: gate.access.why } as const;
      return c.html(articlePage(article, meeting, visit(c, true)), 200, gate.headers);
    }
    if (gate.hop !== undefined) return gate.hop;
    const offer = await offerFor(offers, article.section);
    const meeting = { state: 'locked', why: gate.why, offer } as const;
    return c.html(articlePage(article, meeting, visit(c, gate.why === 'not_entitled')), 200, gate.headers);
  });

  app.notFound(async (c) => c.html(notFoundPage(await openVisit(c)), 404, OPEN_PAGE_HEADERS));
  return app;
}
