import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createReader } from '../../support/reader.ts';

/** The provider's applications that tests sign in with, by how their ID tokens are signed. */
export const CLIENTS = { 'the-fold-web': 'ES256', 'the-fold-app': 'RS256' } as const;
export type ClientId = keyof typeof CLIENTS;

const CLIENT_SECRET = 'secret-of-the-fold';
const REDIRECT_URI = 'https://thefold.example/signed-in';

export interface Person {
  readonly email: string;
  readonly email_verified: boolean;
}

/** A real OpenID Connect provider on the loopback; its people are whom `people` names, by their `sub`. */
export async function startIdentityProvider(people: Map<string, Person>) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = await Promise.all(
    Object.values(CLIENTS).map(async (alg) => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      return { ...(await exportJWK(privateKey)), alg, use: 'sig' };
    }),
  );
  const provider = new Provider(issuer, {
    clients: Object.entries(CLIENTS).map(([client_id, id_token_signed_response_alg]) => ({
      client_id,
      client_secret: CLIENT_SECRET,
      id_token_signed_response_alg,
      redirect_uris: [REDIRECT_URI],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    })),
    jwks: { keys },
    cookies: { keys: ['a key for cookies'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    pkce: { required: () => false },
    features: { devInteractions: { enabled: true } },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
    },
    findAccount: (_, sub) => {
      const person = people.get(sub);
      return person && { accountId: sub, claims: () => ({ sub, ...person }) };
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));

  return {
    issuer,

    /** The authorization code flow as a person goes through it (OpenID Connect Core, section 3.1). */
    async signIn(sub: string, nonce: string, clientId: ClientId = 'the-fold-web'): Promise<string> {
      const browser = createReader();
      const asked = new URLSearchParams({
        ...{ client_id: clientId, redirect_uri: REDIRECT_URI, nonce },
        ...{ response_type: 'code', scope: 'openid email' },
      });
      let at = `${issuer}/auth?${asked.toString()}`;
      for (let hops = 0; hops < 10; hops += 1) {
        const response = await browser.get(at);
        const location = response.headers.get('location');
        const next = location ?? (await answerPrompt(browser, at, await response.text(), sub));
        at = new URL(next, issuer).href;
        const code = new URL(at).searchParams.get('code');
        if (code !== null) return redeem(issuer, code, clientId);
      }
      throw new Error(`Round in circles at ${at}`);
    },

    async close(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The provider's own forms: who one is, and whether the application may know. */
async function answerPrompt(
  browser: ReturnType<typeof createReader>,
  at: string,
  page: string,
  sub: string,
): Promise<string> {
  const [, prompt = ''] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
  const answered = await browser.submit(at, { prompt, login: sub, password: 'any' });
  const next = answered.headers.get('location');
  if (next === null) throw new Error(`The provider answered ${answered.status}: ${await answered.text()}`);
  return next;
}

async function redeem(issuer: string, code: string, clientId: ClientId): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${CLIENT_SECRET}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }),
  });
  const { id_token } = (await response.json()) as { id_token?: string };
  if (id_token === undefined) throw new Error(`The provider gave no ID token: ${response.status}`);
  return id_token;
}
