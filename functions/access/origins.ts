import type { GatefoldConfig } from '../../shared/config/schema.ts';

/** What CloudFront takes of a URL, less our own part of it. */
const MAX_LENGTH = 4_000;

/** The service's own origin, whose pages may do more than a site's scripts. */
export function ownOrigin({ hosts }: GatefoldConfig): string {
  return new URL(hosts.service).origin;
}

/** Exact match, and nothing that looks alike. */
export function isAllowedOrigin(config: GatefoldConfig, origin: string | undefined): origin is string {
  return (
    origin !== undefined && (origin === ownOrigin(config) || config.hosts.allowedOrigins.includes(origin))
  );
}

/**
 * Where a reader may be sent: an absolute URL on one of the publication's origins, as the URL standard reads it.
 * `undefined` for anything else, `//host` and a user part before the host among them.
 */
export function allowedReturn(config: GatefoldConfig, to: string): string | undefined {
  if (to.length > MAX_LENGTH || !/^https?:\/\/[^\s\\?#]+(?:[?#]\S*)?$/i.test(to) || !URL.canParse(to))
    return undefined;
  const url = new URL(to);
  if (url.username !== '' || url.password !== '') return undefined;
  return config.hosts.allowedOrigins.includes(url.origin) ? url.href : undefined;
}
