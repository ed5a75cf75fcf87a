// Runs the Worker on this machine, in the place of `wrangler dev`.
import { serve } from '@hono/node-server';
import worker from './worker.ts';

const { PORT = '3004', GATEFOLD_ISSUER = 'http://127.0.0.1:8787' } = process.env;
const { METER_SECRET = 'only for this machine, 32 characters' } = process.env;

const fetch = (request: Request) => worker.fetch(request, { GATEFOLD_ISSUER, METER_SECRET });
serve({ fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`http://127.0.0.1:${port}/articles/wool\n`);
});
