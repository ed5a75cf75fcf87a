/** What the CDN writes into the requests that it sends on, in place of anything that the caller wrote there. */

/** Shows that a request came through the CDN of this deployment. */
export const ORIGIN_HEADER = 'x-gatefold-origin';

/** The caller's network address; absent where another CDN stands before this one. */
export const CLIENT_HEADER = 'x-gatefold-client';
