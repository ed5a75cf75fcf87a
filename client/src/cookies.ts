/** Reads one cookie by its exact name out of a `Cookie` header (RFC 6265 section 4.2.1); the first, if there are two. */
export function readCookie(request: Request, name: string): string | undefined {
  const prefix = `${name}=`;
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const cookie = pair.trim();
    if (cookie.startsWith(prefix)) return cookie.slice(prefix.length);
  }
  return undefined;
}
