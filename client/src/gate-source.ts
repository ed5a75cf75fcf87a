/** Where a gate may send a token. */
export type SourceRefusal = 'not_a_url' | 'not_https' | 'foreign_origin';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * The address of the paid text, or why no token may be sent there: it goes to the page's own origin and to those that
 * the developer names, over https or inside this machine.
 *
 * @param src as written in the attribute
 * @param baseUrl of the document
 * @param pageOrigin which no `<base>` changes
 * @param tokenOrigins further origins, separated by spaces
 */
export function sourceOf(
  src: string,
  baseUrl: string,
  pageOrigin: string,
  tokenOrigins: string,
): URL | SourceRefusal {
  if (src === '' || !URL.canParse(src, baseUrl)) return 'not_a_url';
  const url = new URL(src, baseUrl);
  if (url.username !== '' || url.password !== '') return 'not_a_url';
  const isSecret = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!isSecret) return 'not_https';
  const isNamed = url.origin === pageOrigin || tokenOrigins.split(/\s+/).includes(url.origin);
  return isNamed ? url : 'foreign_origin';
}
