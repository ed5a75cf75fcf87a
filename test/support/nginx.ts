import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../local/ports.ts';

const PLACES = [process.env.NGINX, '/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'];

/** Where an nginx is on this machine. With `REQUIRE_NGINX=1` it is an error that there is none. */
export function findNginx(): string | undefined {
  const found = PLACES.find((path) => path !== undefined && existsSync(path));
  if (found === undefined && process.env.REQUIRE_NGINX === '1') {
    throw new Error('No nginx was found, and REQUIRE_NGINX=1 insists on one. NGINX may name it.');
  }
  return found;
}

export interface SharedCache extends AsyncDisposable {
  readonly origin: string;
}

/** A cache that all readers share before a site, as nginx's own guide sets one up: docs.nginx.com, "Content caching". */
export async function startSharedCache(nginx: string, site: string): Promise<SharedCache> {
  const folder = await mkdtemp(join(tmpdir(), 'gatefold-nginx-'));
  const port = await freePort();
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port, site));
  const child = spawn(nginx, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  await Promise.race([
    isListening(port),
    exited.then(() => Promise.reject(new Error('nginx ended before it was up'))),
  ]);
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number, site: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  ${temporary.join('\n  ')}
  proxy_cache_path ${folder}/cache keys_zone=site:1m;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${site};
      proxy_set_header Host $http_host;
      proxy_cache site;
      proxy_cache_valid 200 10m;
      proxy_cache_revalidate on;
      add_header X-Cache $upstream_cache_status always;
    }
  }
}
`;
}

async function isListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isUp) return;
    await setTimeout(20);
  }
}
