import { serve } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
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

export function freePort(): Promise<number> {
  return freePorts(1);
}

/** The first of `count` ports in a row on which nobody listens. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = (await probe(0)) ?? 0;
    const rest = await Promise.all(Array.from({ length: count - 1 }, (_, index) => probe(first + 1 + index)));
    if (first + count <= 65_536 && rest.every((port) => port !== undefined)) return first;
  }
}

/** The port that was free, or `undefined`. */
async function probe(port: number): Promise<number | undefined> {
  const server = createServer();
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, LOOPBACK, () => {
      resolve(true);
    });
  });
  if (!listening) return undefined;
  const { port: bound } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return bound;
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
