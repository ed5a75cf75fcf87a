// Claims:
// - A body that is too large, not JSON, deeply nested or of another kind is refused before anything is done with it,
//   however it is sent.
// - What a caller adds to a body is refused or not looked at, and never becomes part of what is stored.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordCommands } from '../../support/engine.ts';
import { refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const LIMIT_BYTES = 64 * 1024;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const TARGETS = [
  ['/v1/sign-in', 'application/json'],
  ['/v1/token', 'application/json'],
  ['/v1/checkout', 'application/json'],
  ['/account/sign-in', 'application/x-www-form-urlencoded'],
  ['/account/subscribe', 'application/x-www-form-urlencoded'],
  ['/admin/v1/grants', 'application/json'],
] as const;

function send(path: string, type: string, body: BodyInit, headers: Record<string, string> = {}) {
  return fetch(`${world.issuer}${path}`, {
    method: 'POST',
    headers: {
      'content-type': type,
      ...(path.startsWith('/account') && { origin: world.issuer }),
      ...(path.startsWith('/admin') && { authorization: `Bearer ${world.adminKey}` }),
      ...headers,
    },
    body,
    redirect: 'manual',
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
}

/** Sent in chunks, so without `Content-Length`. */
function chunked(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent >= bytes.length) {
        controller.close();
        return;
      }
      controller.enqueue(bytes.subarray(sent, sent + 4_096));
      sent += 4_096;
    },
  });
}

describe('row 54', () => {
  test.each(TARGETS)('%s refuses a body over 64 KB, with its length or in chunks', async (path, type) => {
    const large =
      type === 'application/json' ? `"${'a'.repeat(LIMIT_BYTES)}"` : `email=${'a'.repeat(LIMIT_BYTES)}`;
    const sent = recordCommands(world.dynamo);
    expect(await refusalOf(await send(path, type, large))).toBe('413 body_too_large');
    expect(await refusalOf(await send(path, type, chunked(large)))).toBe('413 body_too_large');
    expect(sent).toEqual([]);
  });

  test.each(TARGETS.filter(([, type]) => type === 'application/json'))(
    '%s refuses what is not JSON, or not said to be',
    async (path, type) => {
      for (const body of [
        '',
        '{',
        '{"email":}',
        'email=a@example.com',
        '\u0000',
        '{"email":"a@example.com"}x',
      ]) {
        expect(await refusalOf(await send(path, type, body)), body).toBe('400 body_not_json');
      }
      for (const other of [
        'text/plain',
        'text/json',
        'application/jsonp',
        // OAuth clients send forms to the token endpoint.
        ...(path === '/v1/token' ? [] : ['application/x-www-form-urlencoded']),
        'application/problem+json',
        'text/html, application/json',
      ]) {
        expect(await refusalOf(await send(path, other, '{}')), other).toBe('415 content_type_not_json');
      }
    },
  );

  test.each(
    TARGETS.filter(([path]) => path !== '/v1/token').filter(([, type]) => type === 'application/json'),
  )('%s refuses what is nested deeply', async (path, type) => {
    const [arrays, objects] = [
      '['.repeat(30_000) + ']'.repeat(30_000),
      '{"a":'.repeat(9_000) + '1' + '}'.repeat(9_000),
    ];
    for (const body of [arrays, objects, `{"email":${arrays}}`, `{"email":${objects}}`]) {
      expect(await refusalOf(await send(path, type, body))).toMatch(/^400 body_(invalid|not_json)$/);
    }
  });

  test('a body of just 64 KB, in chunks or not, is read', async () => {
    const body = `{"email":"${'a'.repeat(LIMIT_BYTES - 12)}"}`;
    expect(body).toHaveLength(LIMIT_BYTES);
    for (const sent of [body, chunked(body)]) {
      expect(await refusalOf(await send('/v1/sign-in', 'application/json', sent))).toBe('400 body_invalid');
    }
  });

  test('a form of another kind, or that is none, signs nobody in and is no fault', async () => {
    const form = 'application/x-www-form-urlencoded';
    expect(await refusalOf(await send('/account/sign-in', 'multipart/form-data; boundary=x', 'x'))).toBe(
      '403 origin_not_allowed',
    );
    for (const body of ['', '%', '%E0%A4%A', '&&&==', 'email', 'email[]=a@example.com', '\u0000=\u0000']) {
      const response = await send('/account/sign-in', form, body);
      expect(response.status, body).toBe(400);
      expect(await response.text()).toContain('data-code="address_invalid"');
    }
  });
});

describe('row 52: a caller adds nothing of its own', () => {
  test.each([
    '{"email":"ada@example.com","__proto__":{"admin":true}}',
    '{"email":"ada@example.com","constructor":{"prototype":{}}}',
    '{"email":"ada@example.com","addressProved":true}',
    '{"email":"ada@example.com","member":"mem_1"}',
    '{"email":["ada@example.com"]}',
    '{"email":{"toString":"ada@example.com"}}',
  ])('%s', async (body) => {
    const response = await send('/v1/sign-in', 'application/json', body);
    expect(await refusalOf(response)).toBe('400 body_invalid');
    expect(Object.prototype).not.toHaveProperty('admin');
  });
});
