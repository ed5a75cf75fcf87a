import { OpenAPIHono } from '@hono/zod-openapi';
import { below } from '../http/new-app.ts';
import { invalidBody, invalidQuery } from '../http/json.ts';
import { problem } from '../http/problem.ts';
import { prepare } from '../http/request.ts';
import { authenticate } from './authorize.ts';
import type { AdminApp, AdminDeps, AdminEnv } from './deps.ts';
import { documentRoute } from './document.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { grantRoutes } from './routes/grants.ts';
import { memberRoutes } from './routes/members.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { recordRoutes } from './routes/records.ts';
import { revocationRoutes } from './routes/revocations.ts';
import { sweepRoutes } from './routes/sweeps.ts';

/** Admins: members, grants, what happened, what waits for a decision, and the keys to ask with. */
export function createAdminApp(deps: AdminDeps): AdminApp {
  const app: AdminApp = new OpenAPIHono<AdminEnv>({
    ...below(deps.config.hosts.service),
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      return problem(c, result.target === 'json' ? invalidBody(result.error) : invalidQuery(result.error));
    },
  });
  prepare(app, deps);
  app.use('/admin/v1/*', authenticate(deps));
  grantRoutes(app, deps);
  memberRoutes(app, deps);
  revocationRoutes(app, deps);
  recordRoutes(app, deps);
  quarantineRoutes(app, deps);
  sweepRoutes(app, deps);
  apiKeyRoutes(app, deps);
  documentRoute(app, deps);
  return app;
}
