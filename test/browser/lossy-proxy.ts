import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { LOOPBACK } from '../../local/ports.ts';

export interface LossyProxy {
  readonly url: string;
  /** Calls of `POST /v1/token` that came in. */
  readonly tokenCalls: () => number;
  readonly lostAnswers: () => number;
  close(): Promise<void>;
}

/**
 * Stands between browsers and the service at `port`. The answers that `isLost` picks are made and never arrive: the
 * service has done its work, and the browser sees its connection break.
 */
export async function openLossyProxy(
  port: number,
  targetPort: number,
  isLost: (call: number) => boolean,
): Promise<LossyProxy> {
  let tokenCalls = 0;
  let lostAnswers = 0;
  const server = createServer((incoming, outgoing) => {
    const isToken = incoming.method === 'POST' && incoming.url === '/v1/token';
    const loses = isToken && isLost((tokenCalls += 1));
    const { url: path, method, headers } = incoming;
    const onward = request(
      { host: LOOPBACK, port: targetPort, path, method, headers },
      (answer: IncomingMessage) => {
        if (loses) {
          lostAnswers += 1;
          answer.resume().on('end', () => outgoing.destroy());
        } else {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        }
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return {
    url: `http://${LOOPBACK}:${port}`,
    tokenCalls: () => tokenCalls,
    lostAnswers: () => lostAnswers,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
