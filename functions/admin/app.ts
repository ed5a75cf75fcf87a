import type { Hono } from 'hono';
import { newApp } from '../http/new-app.ts';
import { prepare } from '../http/request.ts';
import { authenticate } from './authorize.ts';
import type { AdminDeps, AdminEnv } from './deps.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { grantRoutes } from './routes/grants.ts';
import { memberRoutes } from './routes/members.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { recordRoutes } from './routes/records.ts';
import { revocationRoutes } from './routes/revocations.ts';
import { sweepRoutes } from './routes/sweeps.ts';

/** Admins: members, grants, what happened, what waits for a decision, and the keys to ask with. */
export function createAdminApp(deps: AdminDeps): Hono<AdminEnv> {
  const app = newApp<AdminEnv>(deps.config.hosts.service);
  prepare(app, deps);
  app.use('/admin/v1/*', authenticate(deps));
  grantRoutes(app, deps);
  memberRoutes(app, deps);
  revocationRoutes(app, deps);
  recordRoutes(app, deps);
  quarantineRoutes(app, deps);
  sweepRoutes(app, deps);
  apiKeyRoutes(app, deps);
  return app;
}
