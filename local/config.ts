import publication from '../gatefold.config.ts';
import type { GatefoldConfig } from '../shared/config/schema.ts';
import { defineConfig } from '../shared/config/schema.ts';
import { LOOPBACK } from './ports.ts';

/** The publication as configured, on this machine's ports in place of its hosts. */
export function localConfig(
  ports: { readonly service: number; readonly site: number },
  furtherOrigins: readonly string[] = [],
): GatefoldConfig {
  const site = `http://${LOOPBACK}:${ports.site}`;
  const service = `http://${LOOPBACK}:${ports.service}`;
  return defineConfig({
    ...publication,
    hosts: { service, site, allowedOrigins: [site, ...furtherOrigins] },
  });
}
