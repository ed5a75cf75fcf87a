/**
 * Claims: a request has one id, by which everything that it led to is found: in its answer, in the lines of the log, in the mail
 * that it sent and in the audit trail. Behind API Gateway it is the gateway's own, and nowhere is it one that a caller chose.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const CHOSEN = 'chosen-by-a-caller';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => {
  world.logLines.length = 0;
});
afterAll(() => world.close());

const requestsOf = (event: string) =>
  world.logLines
    .map((line) => JSON.parse(line) as { event: string; requestId?: string })
    .flatMap((line) => (line.event === event ? [line.requestId] : []));

test('the mail that a sign-in sends, and the session that it begins, carry the ids of their requests', async () => {
  const reader = world.reader();
  const asked = await reader.call(`${world.issuer}/v1/sign-in`, { email: 'ada@example.com' }, world.site);
  await world.service.mailQueue.settled();
  expect(requestsOf('mail_sent')).toEqual([asked.headers.get('x-request-id')]);

  const body = { code: world.codeFor('ada@example.com') };
  const answered = await reader.call(`${world.issuer}/v1/sign-in/verify`, body, world.site);
  const id = answered.headers.get('x-request-id');
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect([...requestsOf('signed_in'), ...requestsOf('minted')]).toEqual([id, id]);
});

test('what an admin does is on record with the id of its answer', async () => {
  const comp = { ends_at: '2027-12-31T00:00:00Z', reason: 'press', features: ['memos'] };
  const granted = await world.admin('POST', '/grants', { email: 'bo@example.com', ...comp });
  const { member } = (await granted.json()) as { member: string };
  const audit = await world.admin('GET', `/audit?member=${member}`);
  const { data } = (await audit.json()) as { data: { request_id: string | null }[] };
  expect(data.map(({ request_id }) => request_id)).toContain(granted.headers.get('x-request-id'));
});

test('behind API Gateway it is the gateway’s own, in every app', async () => {
  for (const [name, path] of [
    ['access', '/v1/plans'],
    ['admin', '/admin/v1/members'],
    ['webhook', '/webhooks/stripe'],
  ] as const) {
    const request = new Request(`${world.issuer}${path}`, { headers: { 'x-request-id': CHOSEN } });
    const event = { requestContext: { requestId: 'JKJaXmPLvHcESHA=' } };
    const answer = await world.service.apps[name].fetch(request, { event });
    expect(answer.headers.get('x-request-id'), name).toBe('JKJaXmPLvHcESHA=');
  }
});

test('a caller chooses none', async () => {
  const headers = { 'x-request-id': CHOSEN, 'content-type': 'application/json' };
  const answer = await fetch(`${world.issuer}/v1/token`, { method: 'POST', headers, body: '{' });
  const { request_id } = (await answer.json()) as { request_id: string };
  expect(request_id).toBe(answer.headers.get('x-request-id'));
  expect(request_id).not.toBe(CHOSEN);
});
