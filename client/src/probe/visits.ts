/** The ways in which somebody without a token may ask for a page. Each must be answered without the paid text. */

export interface Visit {
  /** Ends "the page, asked for …". */
  readonly as: string;
  readonly method?: 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
}

const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const HTML = 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8';

export const STRANGER: Visit = {
  as: 'by a stranger’s browser',
  headers: { 'user-agent': BROWSER, accept: HTML },
};

export const VISITS: readonly Visit[] = [
  {
    as: 'by a feed reader',
    headers: { 'user-agent': 'Feedly/1.0', accept: 'application/rss+xml, text/html;q=0.5' },
  },
  {
    as: 'by a read-it-later service',
    headers: { 'user-agent': 'Mozilla/5.0 (compatible; Instapaper)', accept: HTML },
  },
  {
    as: 'by somebody who says that they are Googlebot',
    headers: { 'user-agent': GOOGLEBOT, accept: HTML, 'x-forwarded-for': '66.249.66.1' },
  },
  {
    as: 'from a search result',
    headers: { 'user-agent': BROWSER, accept: HTML, referer: 'https://www.google.com/' },
  },
  { as: 'as Markdown', headers: { 'user-agent': BROWSER, accept: 'text/markdown' } },
  { as: 'as JSON', headers: { 'user-agent': BROWSER, accept: 'application/json' } },
  { as: 'in a range', headers: { 'user-agent': BROWSER, accept: HTML, range: 'bytes=0-' } },
  { as: 'by HEAD', method: 'HEAD', headers: { 'user-agent': BROWSER, accept: HTML } },
  {
    as: 'with a token that is none',
    headers: { 'user-agent': BROWSER, accept: HTML, authorization: 'Bearer x', cookie: 'gatefold_token=x' },
  },
  { as: 'ahead of its reader', headers: { 'user-agent': BROWSER, accept: HTML, 'sec-purpose': 'prefetch' } },
];
