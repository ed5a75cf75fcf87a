import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Speaker } from '../../../shared/words/speaker.ts';
import type { HttpEnv } from '../../http/env.ts';
import { sayHtml } from '../../http/say-html.ts';
import type { Html } from '../../http/say-html.ts';
import type { AccessDeps } from '../deps.ts';
import { refusal } from '../refusals.ts';
import type { AccessRefusal } from '../refusals.ts';
import { ENGLISH, refusalWords } from './words.ts';

export type { Html } from '../../http/say-html.ts';

interface Page {
  readonly title: string;
  readonly body: Html;
  readonly status?: ContentfulStatusCode;
  /** Of whom the words are; English where absent. */
  readonly speaker?: Speaker;
}

/** One of the service's own pages: no script, no frame, nothing from elsewhere, never cached. */
export function page(
  c: Context<HttpEnv>,
  { config }: AccessDeps,
  { title, body, status = 200, speaker = ENGLISH }: Page,
): Response | Promise<Response> {
  const { publication, hosts } = config;
  const { supportEmail } = publication;
  const support = html`<a href="mailto:${supportEmail}">${supportEmail}</a>`;
  const stripeOnLoopback = hosts.service.startsWith('http:') ? ' http://127.0.0.1:*' : '';
  c.header('cache-control', 'private, no-store');
  // Not `no-referrer`, under which a browser sends a form of our own with `Origin: null`.
  c.header('referrer-policy', 'same-origin');
  c.header('x-frame-options', 'DENY');
  // A form's target covers where its answer redirects to: on to Stripe, and back to the publication's sites.
  c.header(
    'content-security-policy',
    `default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; ` +
      `form-action 'self' https:${stripeOnLoopback}`,
  );
  return c.html(
    html`<!doctype html>
      <html lang="${speaker.language}" dir="${speaker.direction}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>${title} · ${publication.name}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="${hosts.service}/account/style.css" />
        </head>
        <body>
          <header>
            <a href="${hosts.site}"><bdi>${publication.name}</bdi></a>
          </header>
          <main>
            <h1>${title}</h1>
            ${body}
          </main>
          <footer>${sayHtml(speaker, 'page.questions', { support })}</footer>
        </body>
      </html>`,
    status,
  );
}

/** The same refusal that the API gives, for a person. */
export function refusalPage(
  c: Context<HttpEnv>,
  deps: AccessDeps,
  code: AccessRefusal,
  next?: Html,
  { speaker = ENGLISH, title = speaker.say('page.refused') }: Partial<Pick<Page, 'speaker' | 'title'>> = {},
): Response | Promise<Response> {
  const { publication, hosts } = deps.config;
  const read = speaker.say('page.read', { publication: publication.name });
  return page(c, deps, {
    speaker,
    title,
    status: refusal(code).status,
    body: html`<p class="alert" role="alert" data-code="${code}">${refusalWords(code, speaker)}</p>
      ${next ?? html`<p><a class="button" href="${hosts.site}">${read}</a></p>`}`,
  });
}

/** A day as a person reads it, UTC. */
export function dayWords(epochSeconds: number): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(new Date(epochSeconds * 1000));
}

/** A moment as a person reads it, UTC, where the hour matters. */
export function momentWords(epochSeconds: number): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(new Date(epochSeconds * 1000))} UTC`;
}
