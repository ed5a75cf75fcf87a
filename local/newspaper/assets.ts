import { Hono } from 'hono';
import { articleBySlug, articlesNewestFirst } from './articles/index.ts';
import { feed } from './feed.ts';
import { stylesheet } from './stylesheet.ts';

/** What is the same for everybody and changes with a release. */
const STEADY = { 'Cache-Control': 'public, max-age=86400' } as const;
/** What is the same for everybody and changes with the news. */
const TIMELY = { 'Cache-Control': 'public, max-age=300' } as const;

/** Everything but pages. None of it depends on the reader. */
export function assets(publicOrigin: string): Hono {
  const app = new Hono();

  app.get('/style.css', (c) =>
    c.body(stylesheet, 200, { ...STEADY, 'Content-Type': 'text/css; charset=utf-8' }),
  );

  app.get('/images/:file{[a-z0-9-]+\\.svg}', (c) => {
    const article = articleBySlug(c.req.param('file').slice(0, -'.svg'.length));
    if (article === undefined) return c.notFound();
    return c.body(article.illustration.svg, 200, { ...STEADY, 'Content-Type': 'image/svg+xml' });
  });

  app.get('/feed.xml', async (c) => {
    const xml = await feed(articlesNewestFirst, publicOrigin);
    return c.body(xml.toString(), 200, { ...TIMELY, 'Content-Type': 'application/rss+xml; charset=utf-8' });
  });

  return app;
}
