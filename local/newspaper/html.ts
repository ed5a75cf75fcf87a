import { html } from 'hono/html';

/** What `html` makes: text with its values escaped. */
export type Html = ReturnType<typeof html>;

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });

/** A `time` element; with the hour when `precise`. */
export function time(at: string, precise = false): Html {
  const moment = new Date(at);
  const words = precise ? `${DATE.format(moment)}, ${TIME.format(moment)} UTC` : DATE.format(moment);
  return html`<time datetime="${at}">${words}</time>`;
}
