import publication from '../gatefold.config.ts';
import type { GatefoldConfig } from '../shared/config/schema.ts';
import { defineConfig } from '../shared/config/schema.ts';
import { LOOPBACK } from './ports.ts';

/** Where each of examples/ is served, so that `npm start` knows their origins. */
export const EXAMPLE_PORTS = { static: 3001, hono: 3002, express: 3003, edge: 3004 } as const;

/** The publication as configured, on this machine's ports in place of its hosts. */
export function localConfig(
  ports: { readonly service: number; readonly site: number },
  furtherOrigins: readonly string[] = [],
): GatefoldConfig {
  const site = `http://${LOOPBACK}:${ports.site}`;
  const service = `http://${LOOPBACK}:${ports.service}`;
  const examples = Object.values(EXAMPLE_PORTS).map((port) => `http://${LOOPBACK}:${port}`);
  return defineConfig({
    ...publication,
    hosts: { service, site, allowedOrigins: [site, ...examples, ...furtherOrigins] },
  });
}
