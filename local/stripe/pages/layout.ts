import { html, raw } from 'hono/html';
import { STYLE } from './style.ts';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

interface PageParts {
  readonly title: string;
  readonly body: Html;
  readonly narrow?: boolean;
  /** CSS of this page alone. */
  readonly style?: string;
}

/** Every page of the double. Works without script. */
export function page({ title, body, narrow = false, style = '' }: PageParts): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Stripe double</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(STYLE + style)}
        </style>
      </head>
      <body>
        <header class="notice"><strong>Test double.</strong> This is not Stripe, and no money moves.</header>
        <main class="${narrow ? 'narrow' : ''}">${body}</main>
      </body>
    </html>`;
}

/** @param at epoch seconds */
export function day(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(at * 1000);
}

/** A page that says one thing. */
export function message(
  title: string,
  text: string,
  link?: { readonly href: string; readonly text: string },
): Html {
  return page({
    title,
    narrow: true,
    body: html`<div class="card">
      <h1>${title}</h1>
      <p>${text}</p>
      ${link === undefined ? '' : html`<p><a href="${link.href}">${link.text}</a></p>`}
    </div>`,
  });
}
