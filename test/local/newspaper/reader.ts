import { ACCESS_TOKEN_COOKIE, SESSION_HINT_COOKIE } from '../../../client/src/claims.ts';
import { createNewspaper } from '../../../local/newspaper/app.ts';
import { AUDIENCE } from '../../support/tokens.ts';
import type { Service } from './service.ts';

export const SITE = 'http://paper.example';

/** What a browser holds for the site. */
export interface Holding {
  readonly token?: string;
  readonly hint?: boolean;
  readonly cookies?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'HEAD';
}

export type Visit = (path: string, holding?: Holding) => Promise<{ response: Response; html: string }>;

/** A browser in front of a newspaper of its own. */
export function openNewspaper(service: Pick<Service, 'issuer'>): Visit {
  const paper = createNewspaper({ issuer: service.issuer, audience: AUDIENCE, publicOrigin: SITE });
  return async (path, { token, hint, cookies = [], headers = {}, method = 'GET' } = {}) => {
    const cookie = [
      ...(token === undefined ? [] : [`${ACCESS_TOKEN_COOKIE}=${token}`]),
      ...(hint ? [`${SESSION_HINT_COOKIE}=1`] : []),
      ...cookies,
    ].join('; ');
    const response = await paper.request(`${SITE}${path}`, {
      method,
      headers: { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate', Cookie: cookie, ...headers },
    });
    return { response, html: decoded(await response.text()) };
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** Markup with its entities resolved and its white space folded, so that sentences can be found in it. */
const decoded = (markup: string) =>
  markup
    .replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/\s+/g, ' ');

/** The address behind the first link with these words. */
export function linkTo(words: string, html: string): string | undefined {
  for (const [, href, text] of html.matchAll(/<a\b[^>]*?href="([^"]*)"[^>]*>([^<]*)<\/a\s*>/g)) {
    if (text?.trim() === words) return href;
  }
  return undefined;
}
