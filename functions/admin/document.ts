import type { AdminApp, AdminDeps } from './deps.ts';

const DESCRIPTION = `What an admin of a publication does: who may read and why, comps, what became of Stripe's events,
what waits for a decision, and API keys.

Send a key: \`Authorization: Bearer key_…\`. Each operation needs a scope (\`x-scope\`). Times are ISO 8601. A refusal is
problem details (RFC 9457) with a stable \`code\`. Every change is in the audit, under the \`request_id\` of its answer.`;

/** What the API is, made of the schemas by which it reads and answers. It tells nothing of any deployment. */
export function documentRoute(app: AdminApp, { config }: Pick<AdminDeps, 'config'>): void {
  app.get('/admin/openapi.json', (c) => c.json(adminDocument(app, config.hosts.service)));
}

/** OpenAPI 3.1 (spec.openapis.org/oas/v3.1.1). */
export function adminDocument(app: AdminApp, service: string) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of this deployment: key_…',
  });
  return app.getOpenAPI31Document({
    openapi: '3.1.1',
    info: { title: 'Gatefold admin API', version: '1', description: DESCRIPTION },
    servers: [{ url: service }],
  });
}
