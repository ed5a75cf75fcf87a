/**
 * Loads a bundle as Lambda does, and calls it with each event that the parent sends, at the parent's time. Whatever it
 * asks of Stripe goes to Stripe's double: the bundle itself names Stripe's host, and no setting of its could name another.
 */
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';

const STRIPE_HOST = 'api.stripe.com';
const [, , bundle = '', stripe = ''] = process.argv;

let aheadMillis = 0;
const realNow = Date.now;
Date.now = () => realNow() + aheadMillis;

/** For stripe-node, which waits until TLS stands before it writes. */
function askDouble(options: https.RequestOptions): http.ClientRequest {
  if (options.host !== STRIPE_HOST) throw new Error(`An HTTPS call to ${String(options.host)}.`);
  const { hostname, port } = new URL(stripe);
  const { method, path, headers } = options;
  const request = http.request({ hostname, port, method, path, headers });
  request.once('socket', (socket) => {
    socket.once('connect', () => socket.emit('secureConnect'));
  });
  return request;
}
if (stripe !== '') {
  https.request = ((options: https.RequestOptions) => askDouble(options)) as typeof https.request;
  syncBuiltinESMExports();
}

const { handler } = (await import(bundle)) as {
  handler: (event: unknown, context: object) => Promise<unknown>;
};

/** As far as any function asks. */
const context = { getRemainingTimeInMillis: () => 600_000 };

process.on('message', (call: { event: unknown; aheadMillis: number }) => {
  ({ aheadMillis } = call);
  void handler(call.event, context).then(
    (result) => process.send?.({ result: result ?? null }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.({ ready: true });
