// Claims:
// - The API's own address, which is open to everybody, answers nobody who did not come through the CDN.
// - The secret that shows it can be changed without a moment in which readers are turned away.
// - Who calls is what the CDN saw, never what a caller says of itself.
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { lambdaHandler } from '../../../functions/http/lambda.ts';
import { cameThroughCdn, clientAddress } from '../../../functions/http/through-cdn.ts';
import { CLIENT_HEADER, ORIGIN_HEADER } from '../../../shared/config/cdn-headers.ts';

const [OLD, NEW] = ['0a'.repeat(32), 'f1'.repeat(32)];
const shown = (text: string) => ({ [ORIGIN_HEADER]: text });

describe('the secret', () => {
  test.each([
    ['none', {}],
    ['an empty one', shown('')],
    ['white space', shown(' ')],
    ['another', shown(NEW)],
    ['half of it', shown(OLD.slice(0, 32))],
    ['more than it', shown(`${OLD}0`)],
    ['another case', shown(OLD.toUpperCase())],
  ])('%s is turned away', (_, headers) => {
    expect(cameThroughCdn(headers, OLD)).toBe(false);
    expect(cameThroughCdn(headers, '')).toBe(false);
  });

  test('changes in two deployments, whichever of CDN and functions each reaches first', () => {
    const steps = [OLD, `${NEW} ${OLD}`, NEW];
    for (const [index, after] of steps.entries()) {
      const before = steps[index - 1] ?? after;
      expect(cameThroughCdn(shown(before), after)).toBe(true);
      expect(cameThroughCdn(shown(after), before)).toBe(true);
    }
    expect(cameThroughCdn(shown(OLD), NEW)).toBe(false);
  });
});

describe('a function behind the CDN', () => {
  const app = new Hono();
  app.get('/', (c) => c.json({ client: clientAddress(c) ?? null }));
  const handler = lambdaHandler(app, OLD);
  const answer = z.object({ statusCode: z.number(), body: z.string() });
  async function call(headers: Record<string, string>) {
    const event = {
      ...{ version: '2.0', routeKey: '$default', rawPath: '/', rawQueryString: '', isBase64Encoded: false },
      headers: { host: 'example.com', ...headers },
      requestContext: {
        ...{ domainName: 'example.com', requestId: 'r1' },
        http: { method: 'GET', path: '/', sourceIp: '192.0.2.1' },
      },
    };
    const { statusCode, body } = answer.parse(
      await handler(event as unknown as Parameters<typeof handler>[0]),
    );
    return { status: statusCode, json: JSON.parse(body) as Record<string, unknown> };
  }

  test('turns away who goes round it, by a code and with the id of the request', async () => {
    const { status, json } = await call({ [CLIENT_HEADER]: '10.0.0.1' });
    expect(status).toBe(403);
    expect(json).toMatchObject({ code: 'cdn_required', request_id: 'r1' });
  });

  test('row 55: knows the caller by what the CDN wrote, and by nothing that the caller did', async () => {
    const forged = { 'x-forwarded-for': '10.0.0.1', forwarded: 'for=10.0.0.1', 'x-real-ip': '10.0.0.1' };
    const through = { ...shown(OLD), ...forged };
    expect(await call({ ...through, [CLIENT_HEADER]: '198.51.100.7' })).toEqual({
      status: 200,
      json: { client: '198.51.100.7' },
    });
    expect(await call(through)).toEqual({ status: 200, json: { client: null } });
  });
});
