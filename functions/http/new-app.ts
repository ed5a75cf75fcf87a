import { Hono } from 'hono';
import { getPath } from 'hono/utils/url';
import type { HttpEnv } from './env.ts';

/** An app that answers below the service's URL, which may carry a path on the site's own host. */
export function newApp<Env extends HttpEnv = HttpEnv>(service: string): Hono<Env> {
  const base = new URL(service).pathname.replace(/\/$/, '');
  if (base === '') return new Hono<Env>();
  return new Hono<Env>({
    getPath: (request) => {
      const path = getPath(request);
      return path.startsWith(`${base}/`) ? path.slice(base.length) : '/outside';
    },
  });
}
