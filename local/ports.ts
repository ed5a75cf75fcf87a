import { serve } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** Thrown where somebody else listens on a port that was asked for. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  readonly port: number;
  constructor(port: number) {
    super(`Port ${port} is taken: stop what listens there, or choose others, as in PORT=9000 npm start.`);
    this.port = port;
  }
}

/** Below what Linux, macOS and Windows give to connections and to servers that name no port (RFC 6335, section 6). */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_767;

export function freePort(): Promise<number> {
  return freePorts(1);
}

/**
 * The first of `count` ports in a row on which nobody listens. Nobody is given them by chance before they are
 * listened on.
 */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = randomInt(FIRST_PORT, LAST_PORT + 2 - count);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (!free.includes(false)) return first;
  }
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, LOOPBACK, () => {
      resolve(true);
    });
  });
  if (listening) await new Promise((resolve) => server.close(resolve));
  return listening;
}

export interface Listening {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves a Fetch handler on loopback.
 *
 * @param port 0 for a free one
 * @throws {PortTaken}
 */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port = 0,
): Promise<Listening> {
  const server = await new Promise<ServerType>((resolve, reject) => {
    const starting = serve({ fetch, port, hostname: LOOPBACK }, () => {
      resolve(starting);
    });
    starting.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTaken(port) : error);
    });
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
