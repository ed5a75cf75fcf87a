// Claims:
// - A publisher with accounts of their own signs readers in with them: an ID token becomes a session, for a site's
//   script and for a server alike, whichever way the provider signs.
// - Whoever signed in by mail before is the same member; the first exchange binds them to their account there, and they
//   stay that member whatever address they have there later.
// - Any OAuth client can do it: what is answered, and what is refused, has the form that RFC 6749 and 8693 give it.
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';
import { CLIENTS, startIdentityProvider } from './identity-provider.ts';
import type { ClientId, Person } from './identity-provider.ts';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';

const people = new Map<string, Person>();
let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
let world: World;
beforeAll(async () => {
  provider = await startIdentityProvider(people);
  world = await openWorld({
    change: (config) => ({
      ...config,
      identityProviders: [{ issuer: provider.issuer, clientIds: Object.keys(CLIENTS) }],
    }),
  });
  // The provider has no clock of its own to set.
  vi.useFakeTimers({ toFake: ['Date'], now: world.clock.now() });
});
afterAll(async () => {
  vi.useRealTimers();
  await Promise.all([world.close(), provider.close()]);
});

const post = (path: string, body: object) =>
  fetch(`${world.issuer}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const postForm = (fields: Record<string, string>) =>
  fetch(`${world.issuer}/v1/token`, { method: 'POST', body: new URLSearchParams(fields) });

async function nonceForServer(): Promise<{ nonce: string; handle: string }> {
  const answer = await post('/v1/sign-in/nonce', {});
  expect(answer.headers.getSetCookie()).toEqual([]);
  return (await answer.json()) as { nonce: string; handle: string };
}

/** As a publisher's server does it, with a form. */
async function exchanged(sub: string, client?: ClientId): Promise<Record<string, string>> {
  const { nonce, handle } = await nonceForServer();
  const subject_token = await provider.signIn(sub, nonce, client);
  const answer = await postForm({
    ...{ grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: ID_TOKEN, handle },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, string>;
}

const memberOf = ({ access_token = '' }: Record<string, string>) =>
  (JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string }).sub;

test.each(Object.entries(CLIENTS))('%s, whose ID tokens are signed with %s', async (client, alg) => {
  people.set('ada', { email: 'ada@example.com', email_verified: true });
  const answer = await exchanged('ada', client as ClientId);
  expect(answer).toEqual({
    access_token: expect.stringMatching(/^ey/) as string,
    issued_token_type: ACCESS_TOKEN,
    token_type: 'Bearer',
    expires_in: 600,
    now: Math.floor(world.clock.now() / 1000),
    refresh_token: expect.stringMatching(/^mem_/) as string,
  });
  expect(alg).toMatch(/^(ES|RS)256$/);

  const refreshed = await post('/v1/token', { refresh_token: answer.refresh_token });
  expect(refreshed.status).toBe(200);
});

test('a site’s script: the session is in a cookie, and in no answer', async () => {
  people.set('ben', { email: 'ben@example.com', email_verified: true });
  const reader = world.reader();
  const given = await reader.call(`${world.issuer}/v1/sign-in/nonce`, {}, world.site);
  expect(given.headers.get('cache-control')).toBe('no-store');
  const { nonce, ...rest } = (await given.json()) as { nonce: string };
  expect(rest).toEqual({ expires_in: 900 });
  const subject_token = await provider.signIn('ben', nonce);
  const answer = await reader.call(
    `${world.issuer}/v1/token`,
    { grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: ID_TOKEN },
    world.site,
  );
  expect(answer.status).toBe(200);
  expect(answer.headers.get('access-control-allow-origin')).toBe(world.site);
  const token: unknown = await answer.json();
  expect(token).toMatchObject({ issued_token_type: ACCESS_TOKEN });
  expect(token).not.toHaveProperty('refresh_token');
  expect((await world.access(reader)).features).toEqual(['registered']);
  expect(reader.cookie('gatefold_nonce', '/v1')).toBeUndefined();
});

test('who signed in by mail before is the same member', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'cleo@example.com');
  people.set('cleo', { email: 'Cleo@example.com', email_verified: true });
  expect(memberOf(await exchanged('cleo'))).toBe((await world.access(reader)).member);
});

test('who has another address at the provider by now is the same member, with the address they had here', async () => {
  people.set('dora', { email: 'dora@example.com', email_verified: true });
  const member = memberOf(await exchanged('dora'));
  people.set('dora', { email: 'dora@elsewhere.example', email_verified: true });
  expect(memberOf(await exchanged('dora'))).toBe(member);
  const found = await world.admin('GET', `/members/${member}`);
  expect(await found.json()).toMatchObject({ email: 'dora@example.com' });
  const nobody = await world.admin('GET', '/members?email=dora@elsewhere.example');
  expect(await nobody.json()).toMatchObject({ data: [] });
});

test('who changes to the address of another member is not that member', async () => {
  const victim = world.reader();
  await world.signIn(victim, 'victim@example.com');
  people.set('mallory', { email: 'mallory@example.com', email_verified: true });
  const mallory = memberOf(await exchanged('mallory'));
  people.set('mallory', { email: 'victim@example.com', email_verified: true });
  const later = memberOf(await exchanged('mallory'));
  expect(later).toBe(mallory);
  expect(later).not.toBe((await world.access(victim)).member);
});

test('an address that moved on to somebody else at the provider does not let them in as who had it', async () => {
  people.set('old', { email: 'desk@example.com', email_verified: true });
  await exchanged('old');
  people.set('old', { email: 'gone@example.com', email_verified: true });
  people.set('new', { email: 'desk@example.com', email_verified: true });
  const { nonce, handle } = await nonceForServer();
  const subject_token = await provider.signIn('new', nonce);
  const answer = await post('/v1/token', {
    ...{ grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: ID_TOKEN, handle },
  });
  expect(await refusalOf(answer)).toBe('409 identity_of_another');
});

test('an OAuth client finds its way by the metadata alone', async () => {
  people.set('emil', { email: 'emil@example.com', email_verified: true });
  const { nonce, handle } = await nonceForServer();
  const subject_token = await provider.signIn('emil', nonce);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; the loopback has no TLS
  const insecure = { [oauth.allowInsecureRequests]: true };
  const issuer = new URL(world.issuer);
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
  );
  expect(server.grant_types_supported).toEqual(['refresh_token', TOKEN_EXCHANGE]);
  const client: oauth.Client = { client_id: 'the-fold-web' };
  const parameters = new URLSearchParams({ subject_token, subject_token_type: ID_TOKEN, handle });
  const ask = () =>
    oauth.genericTokenEndpointRequest(server, client, oauth.None(), TOKEN_EXCHANGE, parameters, insecure);
  const answer = await oauth.processGenericTokenEndpointResponse(server, client, await ask());
  expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 600, issued_token_type: ACCESS_TOKEN });

  const refreshed = await oauth.processRefreshTokenResponse(
    server,
    client,
    await oauth.refreshTokenGrantRequest(server, client, oauth.None(), answer.refresh_token ?? '', insecure),
  );
  expect(refreshed.access_token).toMatch(/^ey/);

  const refused = oauth.processGenericTokenEndpointResponse(server, client, await ask());
  await expect(refused).rejects.toMatchObject({
    error: 'invalid_request',
    error_description: 'The nonce of this ID token was given to somebody else, is too old, or was used.',
  });
});

test.each([
  [
    'a grant type that there is none of',
    { grant_type: 'password' },
    '400 grant_type_unsupported unsupported_grant_type',
  ],
  [
    'no subject token',
    { grant_type: TOKEN_EXCHANGE, subject_token_type: ID_TOKEN },
    '400 body_invalid invalid_request',
  ],
  [
    'another type of subject token',
    { grant_type: TOKEN_EXCHANGE, subject_token: 'ey', subject_token_type: ACCESS_TOKEN },
    '400 body_invalid invalid_request',
  ],
  [
    'another type of token asked for',
    {
      ...{ grant_type: TOKEN_EXCHANGE, subject_token: 'ey', subject_token_type: ID_TOKEN },
      requested_token_type: 'urn:ietf:params:oauth:token-type:saml2',
    },
    '400 body_invalid invalid_request',
  ],
  [
    'somebody who acts for somebody else',
    {
      ...{ grant_type: TOKEN_EXCHANGE, subject_token: 'ey', subject_token_type: ID_TOKEN },
      actor_token: 'ey',
    },
    '400 body_invalid invalid_request',
  ],
  [
    'a credential that is not ours',
    { grant_type: 'refresh_token', refresh_token: 'ey' },
    '401 session_invalid invalid_grant',
  ],
] as const)('%s is refused in the words of OAuth', async (_, fields, refusal) => {
  const answer = await postForm(fields);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const body = (await answer.json()) as Record<string, unknown>;
  expect(`${answer.status} ${String(body.code)} ${String(body.error)}`).toBe(refusal);
  expect(body.error_description).toBe(body.detail);
});

test('a parameter that comes twice is refused', async () => {
  const answer = await fetch(`${world.issuer}/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=refresh_token&refresh_token=a&refresh_token=b',
  });
  expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
    400,
    'invalid_request',
  ]);
});
