import { html, raw } from 'hono/html';
import { accountUrl, signInUrl } from '../../../client/src/links.ts';
import type { Html } from '../html.ts';
import { FEATURES, SECTIONS } from '../sections.ts';
import type { Section } from '../sections.ts';
import { stylesheetUrl } from '../stylesheet.ts';

/** What every page knows about its visit. */
export interface Visit {
  readonly issuer: string;
  readonly publicOrigin: string;
  /** The path that the reader asked for. */
  readonly path: string;
  readonly signedIn: boolean;
}

export interface PageHead {
  readonly title: string;
  readonly description: string;
  readonly robots?: string;
  readonly section?: Section;
  /** JSON-LD, safe within a script element. */
  readonly structuredData?: string;
}

const FAVICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E" +
  "%3Crect width='32' height='32' rx='4' fill='%237a1f1f'/%3E" +
  "%3Cpath d='M8 6h10v20H8z' fill='%23fbf7ef'/%3E%3Cpath d='M18 6l7 4v20l-7-4z' fill='%23e3d3b8'/%3E%3C/svg%3E";

function membership(visit: Visit): Html {
  return visit.signedIn
    ? html`<a class="membership" href="${accountUrl(visit.issuer)}">My account</a>`
    : html`<a
        class="membership"
        href="${signInUrl(visit.issuer, { to: visit.publicOrigin + visit.path })}"
        rel="nofollow"
        >Sign in</a
      >`;
}

function sectionLink(section: Section, current: Section | undefined): Html {
  return html`<li>
    <a href="/${section}" ${section === current ? raw('aria-current="true"') : ''}
      >${SECTIONS[section].title}</a
    >
  </li>`;
}

function header(visit: Visit, current: Section | undefined): Html {
  return html`<header class="masthead">
    <div class="masthead-top">
      <a class="nameplate" href="/">The Fold</a>
      ${membership(visit)}
    </div>
    <nav aria-label="Sections">
      <ul>
        ${FEATURES.map((section) => sectionLink(section, current))}
      </ul>
    </nav>
  </header>`;
}

const FOOTER = html`<footer class="colophon">
  <p>The Fold is an invented newspaper from an invented country. Nothing in it happened.</p>
  <nav aria-label="About this newspaper">
    <ul>
      <li><a href="/about">About us</a></li>
      <li><a href="/feed.xml">RSS feed</a></li>
    </ul>
  </nav>
</footer>`;

function structured(data: string): Html {
  return html`<script type="application/ld+json">
    ${raw(data)}
  </script>`;
}

/** The document around every page. It works without a script, and has none. */
export function page(visit: Visit, head: PageHead, main: Html): Html {
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${head.title}</title>
        <meta name="description" content="${head.description}" />
        <meta name="color-scheme" content="light dark" />
        ${head.robots === undefined ? '' : html`<meta name="robots" content="${head.robots}" />`}
        <link rel="canonical" href="${visit.publicOrigin}${visit.path}" />
        <link rel="stylesheet" href="${stylesheetUrl}" />
        <link rel="icon" href="${raw(FAVICON)}" />
        <link rel="alternate" type="application/rss+xml" title="The Fold" href="/feed.xml" />
        ${head.structuredData === undefined ? '' : structured(head.structuredData)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the text</a>
        ${header(visit, head.section)}
        <main id="main" tabindex="-1">${main}</main>
        ${FOOTER}
      </body>
    </html>`;
}
