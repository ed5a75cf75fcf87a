import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

/** What can become of every call that goes through. */
export const FAULTS = ['throttled', 'failing', 'slow', 'hanging', 'reset', 'half'] as const;
export type Fault = (typeof FAULTS)[number];

/** What a service answers by itself: where it is asked for too much, and where it is broken. */
export interface Refusals {
  readonly throttled: Answer;
  readonly failing: Answer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

export interface Proxy {
  readonly origin: string;
  /** What becomes of calls from now on; none where absent. */
  set(fault?: Fault): void;
  readonly fault: () => Fault | undefined;
  /** How many calls the fault has met. */
  readonly met: () => number;
  close(): Promise<void>;
}

const SLOW_MILLIS = 25;

/**
 * Stands before a service on the wire, and behaves as badly as it is told to. Bytes go through as they are.
 *
 * @param isAlive asked at each call, whether whoever makes it is still there to
 */
export async function startProxy(
  upstream: string,
  refusals: Refusals,
  isAlive: () => boolean = () => true,
): Promise<Proxy> {
  let fault: Fault | undefined;
  let met = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    if (!isAlive()) {
      request.socket.resetAndDestroy();
      return;
    }
    if (fault === undefined) {
      await relay(upstream, request, body, response);
      return;
    }
    met += 1;
    switch (fault) {
      case 'throttled':
      case 'failing': {
        const { status, headers, body: refusal } = refusals[fault];
        response.writeHead(status, headers).end(JSON.stringify(refusal));
        return;
      }
      case 'slow':
        await setTimeout(SLOW_MILLIS);
        await relay(upstream, request, body, response);
        return;
      // Whoever asks has to give up.
      case 'hanging':
        return;
      case 'reset':
        request.socket.resetAndDestroy();
        return;
      case 'half':
        await relayHalf(upstream, request, body, response);
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 1_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (next) => {
      fault = next;
      met = 0;
    },
    fault: () => fault,
    met: () => met,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function ask(upstream: string, request: IncomingMessage, body: Buffer) {
  const { method = 'GET', url = '/', headers } = request;
  const outgoing = httpRequest(new URL(url, upstream), { method, headers, agent: false });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return {
    status: answer.statusCode ?? 502,
    headers: withoutHopByHop(answer),
    whole: await buffer(answer),
  };
}

async function relay(
  upstream: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const { status, headers, whole } = await ask(upstream, request, body);
  response.writeHead(status, headers).end(whole);
}

/** The service has done what it was asked; of its answer the head and half of the body arrive. */
async function relayHalf(
  upstream: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const { status, headers, whole } = await ask(upstream, request, body);
  response.writeHead(status, { ...headers, 'content-length': String(whole.length + 1) });
  response.write(whole.subarray(0, Math.ceil(whole.length / 2)), () => response.destroy());
}

function withoutHopByHop({ headers }: IncomingMessage): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(
    ([name, value]) =>
      value !== undefined &&
      !['connection', 'keep-alive', 'transfer-encoding', 'content-length'].includes(name),
  );
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}
