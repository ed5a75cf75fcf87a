import { CLIENT_HEADER, ORIGIN_HEADER } from '../../shared/config/cdn-headers.ts';
import { sameText, sha256 } from '../../shared/identity/credential.ts';
import type { Problem } from './problem.ts';

export const NOT_THROUGH_CDN: Problem = {
  status: 403,
  code: 'cdn_required',
  detail: 'This address is not for callers. Use the service’s own.',
};

/**
 * Whether a request came through this deployment's CDN: it shows one of the secrets that we know. There are two of them,
 * with white space between, while one follows the other (docs/adr/0015-who-came-through-the-cdn.md).
 */
export function cameThroughCdn(
  headers: Readonly<Record<string, string | readonly string[] | undefined>> | undefined,
  secrets: string,
): boolean {
  const known = words(secrets);
  const header = headers?.[ORIGIN_HEADER];
  const shown = typeof header === 'string' ? words(header) : [];
  return shown.some((one) => known.some((other) => sameText(sha256(one), sha256(other))));
}

/**
 * The caller's network address, as the CDN saw it. `X-Forwarded-For` is what a caller likes to say, and is not looked at.
 * Only for requests that {@link cameThroughCdn}.
 */
export function clientAddress(c: {
  readonly req: { header(name: string): string | undefined };
}): string | undefined {
  const address = c.req.header(CLIENT_HEADER);
  return address === '' ? undefined : address;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
