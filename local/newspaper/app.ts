import { Hono } from 'hono';
import type { Context } from 'hono';
import { articleBySlug, articlesNewestFirst } from './articles/index.ts';
import { assets } from './assets.ts';
import { OPEN_PAGE_HEADERS, securityHeaders } from './headers.ts';
import { articlePage } from './pages/article-page.ts';
import type { Visit } from './pages/frame.ts';
import { frontPage, sectionPage } from './pages/lists.ts';
import { aboutPage, notFoundPage } from './pages/plain.ts';
import { createReception } from './reception.ts';
import type { NewspaperOptions } from './reception.ts';
import { FEATURES } from './sections.ts';

/** The Fold: a site that Gatefold unlocks. It knows the service by its client package alone. */
export function createNewspaper(options: NewspaperOptions): Hono {
  const { issuer, publicOrigin } = options;
  const reception = createReception(options);
  const visit = (c: Context, signedIn: boolean): Visit => ({
    issuer,
    publicOrigin,
    path: c.req.path,
    signedIn,
  });
  const openVisit = async (c: Context) => visit(c, await reception.isSignedIn(c.req.raw));

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
    const welcome = await reception.welcome(article, c.req.raw);
    if (welcome.hop) return welcome.hop;
    const { meeting, signedIn, headers } = welcome;
    return c.html(articlePage(article, meeting, visit(c, signedIn)), 200, headers);
  });

  app.notFound(async (c) => c.html(notFoundPage(await openVisit(c)), 404, OPEN_PAGE_HEADERS));
  return app;
}
