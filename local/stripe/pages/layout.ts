import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const STYLE = `
  :root {
    --ink: #1a1f36; --quiet: #5b6478; --line: #dfe3ea; --paper: #fff; --ground: #f5f6f8;
    --accent: #4f46c8; --accent-ink: #fff; --bad: #b3261e; --good: #17663a; --warn: #7a4b00;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ink: #e8eaf2; --quiet: #a7aec0; --line: #343b4e; --paper: #1b2030; --ground: #12151f;
      --accent: #a5a0ff; --accent-ink: #14122e; --bad: #ff9d95; --good: #7fd6a3; --warn: #f2c879;
    }
  }
  * { box-sizing: border-box; }
  body {
    margin: 0; background: var(--ground); color: var(--ink);
    font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  }
  a { color: var(--accent); }
  .notice {
    margin: 0; padding: .5rem 1rem; text-align: center; font-size: .875rem;
    background: var(--ink); color: var(--ground);
  }
  main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
  main.narrow { max-width: 30rem; }
  h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
  h2 { font-size: 1.125rem; margin: 2rem 0 .75rem; }
  .card { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin: 0 0 1rem; }
  .quiet { color: var(--quiet); font-size: .875rem; }
  .amount { font-size: 2rem; font-weight: 650; margin: .25rem 0; }
  .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
  .spread { justify-content: space-between; }
  label { display: block; font-weight: 550; font-size: .9rem; margin: .875rem 0 .25rem; }
  input {
    width: 100%; font: inherit; color: inherit; padding: .6rem .75rem; background: var(--paper);
    border: 1px solid var(--quiet); border-radius: .5rem;
  }
  input[aria-invalid="true"] { border-color: var(--bad); border-width: 2px; }
  .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
  button, .button {
    font: inherit; font-weight: 550; padding: .45rem .8rem; border-radius: .5rem; cursor: pointer;
    border: 1px solid var(--line); background: var(--paper); color: inherit; text-decoration: none; display: inline-block;
  }
  button.primary { background: var(--accent); color: var(--accent-ink); border-color: transparent; }
  button.wide { width: 100%; padding: .75rem; margin-top: 1.25rem; }
  button.small { font-size: .8125rem; padding: .25rem .6rem; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .error { color: var(--bad); border: 1px solid var(--bad); border-radius: .5rem; padding: .6rem .75rem; margin: 0 0 1rem; }
  .tag { font-size: .8125rem; font-weight: 600; padding: .1rem .5rem; border-radius: 1rem; border: 1px solid currentColor; white-space: nowrap; }
  .tag.good { color: var(--good); } .tag.bad { color: var(--bad); } .tag.warn { color: var(--warn); }
  code { font: .8125rem/1.4 ui-monospace, Consolas, monospace; overflow-wrap: anywhere; }
  form { margin: 0; }
  form.inline { display: flex; gap: .25rem; }
  form.inline input { width: 9rem; padding: .25rem .5rem; font-size: .8125rem; }
  ul.plain { list-style: none; margin: 0; padding: 0; }
  ul.plain > li + li { border-top: 1px solid var(--line); margin-top: .75rem; padding-top: .75rem; }
  .visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;

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
