// Claims:
// - A port that somebody else has is named in one sentence, with what to do.
// - What listens here can only be reached from this machine, and its port is free again when it stops.
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { PortTaken, freePort, listen } from '../../local/ports.ts';

test('a taken port is named in one sentence', async () => {
  const first = await listen(() => new Response('first'));
  const port = Number(new URL(first.url).port);
  const refused = await listen(() => new Response('second'), port).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(PortTaken);
  expect((refused as PortTaken).message).toBe(
    `Port ${port} is taken: stop what listens there, or choose others, as in PORT=9000 npm start.`,
  );
  expect(await (await fetch(first.url)).text()).toBe('first');
  await first.close();
  const second = await listen(() => new Response('second'), port);
  expect(await (await fetch(second.url)).text()).toBe('second');
  await second.close();
});

test('a request that never ends does not keep a server from closing', async () => {
  const server = await listen(() => new Promise<Response>(() => undefined));
  const hanging = fetch(server.url).then(
    () => 'answered',
    () => 'cut',
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  await server.close();
  expect(await hanging).toBe('cut');
});

test('a free port is free', async () => {
  const port = await freePort();
  const server = await listen(() => new Response(), port);
  expect(server.url).toBe(`http://127.0.0.1:${port}`);
  await server.close();
});

const outward = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === 'IPv4' && !address.internal)?.address;

test.skipIf(outward === undefined)('nothing listens on the network', async () => {
  const server = await listen(() => new Response());
  const url = server.url.replace('127.0.0.1', outward ?? '');
  await expect(fetch(url)).rejects.toThrow();
  await server.close();
});
