import { createMiddleware } from 'hono/factory';

/** Browsers say where a form comes from; one on another site must not press the double's buttons. */
export const refuseOtherSites = createMiddleware(async (context, next) => {
  if (context.req.method === 'POST' && context.req.header('sec-fetch-site') === 'cross-site') {
    return context.text('This form was sent from another site.', 403);
  }
  await next();
  return undefined;
});
