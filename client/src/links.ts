/**
 * Where a reader goes: pages of the Gatefold service.
 *
 * @module
 */

/**
 * @param issuer without a trailing slash, as `createVerifier` has it
 * @param to where the reader comes back to; the service accepts its configured origins only
 */
export function subscribeUrl(issuer: string, { plan, to }: { plan?: string; to: string }): string {
  return link(issuer, '/account/subscribe', { plan, to });
}

export function signInUrl(issuer: string, { to }: { to: string }): string {
  return link(issuer, '/account/sign-in', { to });
}

export function accountUrl(issuer: string): string {
  return link(issuer, '/account', {});
}

/** Where a browser with a session is given a new access token, and sent back. */
export function continueUrl(issuer: string, { to }: { to: string }): string {
  return link(issuer, '/v1/continue', { to });
}

function link(issuer: string, path: string, parameters: Record<string, string | undefined>): string {
  const url = new URL(issuer + path);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}
