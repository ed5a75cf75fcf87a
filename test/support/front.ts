import { listen } from '../../local/ports.ts';

/** Answers in the double's place, or has it answer by `pass`, earlier or later. */
export type Interference = (request: Request, pass: () => Promise<Response>) => Promise<Response>;

export interface Front {
  readonly url: string;
  /** What Stripe was asked, such as `GET /v1/invoices`, in order. */
  readonly asked: string[];
  /** From now on; without one, the double answers everything. */
  interfere(next?: Interference): void;
  close(): Promise<void>;
}

/**
 * A server of its own between Gatefold and the Stripe double: it counts, and behaves as badly as it is told to.
 *
 * @param port any that is free where absent
 */
export async function openFront(
  double: { fetch(request: Request): Response | Promise<Response> },
  port?: number,
): Promise<Front> {
  const asked: string[] = [];
  let interference: Interference | undefined;
  const server = await listen((request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    const pass = async () => double.fetch(request);
    return interference === undefined ? pass() : interference(request, pass);
  }, port);
  return {
    url: server.url,
    asked,
    interfere: (next) => {
      interference = next;
    },
    close: server.close,
  };
}

/** An error as Stripe writes it (docs.stripe.com/api/errors). */
export function stripeError(status: number, error: Readonly<Record<string, string>>): Response {
  return Response.json({ error }, { status });
}

export const tooManyRequests = () =>
  stripeError(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Request rate limit exceeded.',
  });

/** A point in time that tests decide: opened once, for all who wait. */
export function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise: opened, resolve: open } = Promise.withResolvers<undefined>();
  return {
    opened,
    open: () => {
      open(undefined);
    },
  };
}

/** Holds the first answer of a path until the gate opens; `reached` says that the double has given it. */
export function holdFirst(
  path: string,
): Interference & { readonly reached: Promise<void>; release: () => void } {
  const [reached, released] = [createGate(), createGate()];
  let held = false;
  const interference: Interference = async (request, pass) => {
    const answer = await pass();
    if (held || new URL(request.url).pathname !== path) return answer;
    held = true;
    reached.open();
    await released.opened;
    return answer;
  };
  return Object.assign(interference, { reached: reached.opened, release: released.open });
}
