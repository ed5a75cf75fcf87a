import type { Hono } from 'hono';
import type { HttpEnv } from '../http/env.ts';
import { newApp } from '../http/new-app.ts';
import { prepare } from '../http/request.ts';
import { ownForms, siteCallers } from './callers.ts';
import { createCookies } from './cookies.ts';
import type { AccessDeps } from './deps.ts';
import { accountPages } from './pages/account.ts';
import { addressPages } from './pages/address.ts';
import { devicePages } from './pages/devices.ts';
import { portalPages } from './pages/portal.ts';
import { returnPage } from './pages/return.ts';
import { signInPages } from './pages/sign-in.ts';
import { subscribePages } from './pages/subscribe.ts';
import { checkoutRoutes } from './routes/checkout.ts';
import { continueRoute } from './routes/continue.ts';
import { meterRoute } from './routes/meter.ts';
import { plansRoute } from './routes/plans.ts';
import { revocationsRoute } from './routes/revocations.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { tokenRoutes } from './routes/token.ts';
import { wellKnownRoutes } from './routes/well-known.ts';

/** Readers: tokens for front ends under `/v1`, and the service's own pages under `/account`. */
export function createAccessApp(deps: AccessDeps): Hono<HttpEnv> {
  const app = newApp(deps.config.hosts.service);
  const cookies = createCookies(deps.config);
  prepare(app, deps);

  app.use('/.well-known/*', siteCallers(deps));
  app.use('/v1/*', siteCallers(deps));
  wellKnownRoutes(app, deps);
  plansRoute(app, deps);
  revocationsRoute(app, deps);
  meterRoute(app, deps);
  tokenRoutes(app, deps, cookies);
  continueRoute(app, deps, cookies);
  signInRoutes(app, deps, cookies);
  checkoutRoutes(app, deps, cookies);

  app.get('/', (c) => c.redirect(`${deps.config.hosts.service}/account`, 303));
  app.use('/account', ownForms(deps));
  app.use('/account/*', ownForms(deps));
  signInPages(app, deps, cookies);
  subscribePages(app, deps, cookies);
  returnPage(app, deps, cookies);
  portalPages(app, deps, cookies);
  devicePages(app, deps, cookies);
  addressPages(app, deps, cookies);
  accountPages(app, deps, cookies);
  return app;
}
