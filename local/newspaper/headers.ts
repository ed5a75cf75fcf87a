import type { MiddlewareHandler } from 'hono';

/**
 * No script, no frame, no form, nothing from elsewhere. JSON-LD is a data block, which no browser executes and no
 * `script-src` concerns (HTML, "prepare the script element").
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  c.header('Referrer-Policy', 'strict-origin-when-cross-origin');
  c.header('X-Content-Type-Options', 'nosniff');
};

/** An open page is the same for all readers but for the sign-in link in its header. */
export const OPEN_PAGE_HEADERS = {
  'Cache-Control': 'private, no-cache',
  Vary: 'Cookie, Authorization',
} as const;
