/**
 * The gate as middleware: Express, Connect, and whatever else calls `(req, res, next)`.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { REGISTERED } from './claims.ts';
import type { Locked } from './gate.ts';
import type { MeteredGate } from './meter.ts';
import { requireFeature, type CrawlerOptions, type GateFunction, type GateOptions } from './server.ts';
import type { Verifier } from './verifier.ts';

export interface MiddlewareOptions {
  /**
   * What a locked reader gets: `refuse`, the default, answers with problem details; `render` calls the handler, which
   * looks at `req.gatefold.unlocked`. A hop is answered before either.
   */
  readonly onLocked?: 'refuse' | 'render';
  /** The origin under which readers see the site. Default: the request's, which is the wrong one behind a proxy. */
  readonly publicOrigin?: string;
}

export type ExpressGateOptions = GateOptions & Partial<CrawlerOptions> & MiddlewareOptions;

/** Any gate's answer: of `requireFeature`, or of `meterFeature` of `@gatefold/client/meter`. */
export type AnyGate = MeteredGate<string>;

/** What the middleware leaves on the request: the gate's answer, but for the hop, which it has answered itself. */
export type RequestGate = Exclude<AnyGate, Locked> | Omit<Extract<AnyGate, Locked>, 'hop'>;

export type Middleware = (
  request: IncomingMessage & {
    gatefold?: RequestGate;
    originalUrl?: string;
    protocol?: string;
    ip?: string | undefined;
  },
  response: ServerResponse & { locals?: Record<string, unknown> },
  next: (error?: unknown) => void,
) => void;

declare global {
  // Express's own way to add to its requests: expressjs.com/en/guide/writing-middleware, and its types' `Express`.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Request {
      /** Set by the gate of `@gatefold/client/express`. */
      gatefold?: RequestGate;
    }
  }
}

/**
 * @example
 * app.get('/analysis/:slug', gate(verifier, 'analysis'), (req, res) => res.send(article(req.params.slug)));
 *
 * @throws {UsageError} feature_unknown
 */
export function gate<Feature extends string>(
  verifier: Verifier<Feature>,
  feature: NoInfer<Feature> | typeof REGISTERED,
  options: ExpressGateOptions = {},
): Middleware {
  const { allowCrawler, ...plain } = options;
  const judge =
    allowCrawler === undefined
      ? requireFeature(verifier, feature, plain)
      : requireFeature(verifier, feature, { ...plain, allowCrawler });
  return gateBy(judge, options);
}

/** The same for a gate that was made elsewhere, such as one with a meter. */
export function gateBy(
  judge: GateFunction<AnyGate>,
  { onLocked = 'refuse', publicOrigin }: MiddlewareOptions = {},
): Middleware {
  async function answer(...[incoming, outgoing, next]: Parameters<Middleware>): Promise<void> {
    // Express's `ip` heeds its own `trust proxy`.
    const address = incoming.ip ?? incoming.socket.remoteAddress;
    const judged = await judge(asRequest(incoming, publicOrigin), address);
    if (judged.hop !== undefined) {
      await send(judged.hop, outgoing);
    } else if (!judged.unlocked && onLocked === 'refuse') {
      await send(judged.refusal(), outgoing);
    } else {
      putHeaders(outgoing, Object.entries(judged.headers));
      incoming.gatefold = judged;
      if (outgoing.locals !== undefined) outgoing.locals.gatefold = judged;
      next();
    }
  }

  return (incoming, outgoing, next) => {
    answer(incoming, outgoing, next).catch(next);
  };
}

/** What the gate reads of a request: its URL, its method and its headers. */
function asRequest(
  { method = 'GET', url = '/', originalUrl = url, protocol = 'http', headers }: Parameters<Middleware>[0],
  publicOrigin: string | undefined,
): Request {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
  );
  const named = publicOrigin ?? `${protocol}://${headers.host ?? ''}`;
  const origin = URL.canParse(named) ? new URL(named).origin : 'http://localhost';
  const path = originalUrl.startsWith('/') ? originalUrl : '/';
  return new Request(origin + path, { method, headers: pairs });
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  putHeaders(outgoing, [...response.headers]);
  outgoing.end(await response.text());
}

/** `Vary` and `Set-Cookie` join what other middleware has put there. */
function putHeaders(outgoing: ServerResponse, headers: readonly (readonly [string, string])[]): void {
  for (const [name, value] of headers) {
    if (/^(vary|set-cookie)$/i.test(name)) outgoing.appendHeader(name, value);
    else outgoing.setHeader(name, value);
  }
}
