import { Hono } from 'hono';
import { getPath } from 'hono/utils/url';
import type { HttpEnv } from './env.ts';

/** An app that answers below the service's URL. */
export function newApp<Env extends HttpEnv = HttpEnv>(service: string): Hono<Env> {
  return new Hono<Env>(below(service));
}

/** The service may have a path on the site's own host. */
export function below(service: string): { readonly getPath?: (request: Request) => string } {
  const base = new URL(service).pathname.replace(/\/$/, '');
  if (base === '') return {};
  return {
    getPath: (request) => {
      const path = getPath(request);
      return path.startsWith(`${base}/`) ? path.slice(base.length) : '/outside';
    },
  };
}
