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

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, LOOPBACK, resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
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
