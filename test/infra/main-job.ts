import { createVerifier } from '../../client/src/node.ts';
import { CARD } from '../support/card.ts';
import type { Reader } from '../support/reader.ts';
import type { Deployment } from './deployed.ts';

const FEATURE = 'analysis';
const PAYER = 'ada@reader.example';
const LOST = 'grace@reader.example';
const PRESS = 'press@reader.example';
const HOUR_SECONDS = 3_600;

export interface Step {
  readonly title: string;
  /** Gives what there is to see, and throws where it did not come to pass. */
  readonly run: (deployment: Deployment) => Promise<string>;
}

/** From no key at all to readers who paid, were given, and were lost: what the whole of Gatefold is for. One after the other. */
export const MAIN_JOB: readonly Step[] = [
  {
    title: 'rotate makes the signing keys',
    run: async (deployment) => {
      await deployment.scheduled('rotate');
      const answer = await deployment.fetch(`${deployment.issuer}/.well-known/jwks.json`);
      const { keys } = (await answer.json()) as { keys: object[] };
      if (keys.length < 2) throw new Error(`${keys.length} keys are published.`);
      return `${keys.length} keys are published`;
    },
  },
  {
    title: 'access opens a Checkout, and the reader pays at Stripe',
    run: async ({ reader, issuer, config }) => {
      const payer = reader();
      const fields = { plan: 'annual', to: config.hosts.site, email: PAYER };
      const begun = await payer.submit(`${issuer}/account/subscribe`, fields);
      const checkout = begun.headers.get('location');
      if (checkout === null) throw new Error(`No Checkout: ${begun.status}: ${await begun.text()}`);
      const paid = await payer.submit(checkout, CARD);
      if (paid.headers.get('location') === null) throw new Error(`Stripe answered ${paid.status}.`);
      return 'paid, and the tab was closed before it came back';
    },
  },
  {
    title: 'webhook takes the events, the queue holds them, sync reads the customer',
    run: async (deployment) => {
      await deployment.settled();
      const taken = deployment.functions.webhook.aws.queued.length;
      if (taken === 0) throw new Error('The webhook queued nothing.');
      return `${taken} events were queued; ${await memberOf(deployment, PAYER)} is a member`;
    },
  },
  {
    title: 'mail sends a code, access signs the reader in, the client verifies the token',
    run: async (deployment) => unlocks(deployment, await signIn(deployment, PAYER)),
  },
  {
    title: 'admin grants a comp, and it unlocks',
    run: async (deployment) => {
      const { issuer, adminKey, now } = deployment;
      const endsAt = new Date(now() + 24 * HOUR_SECONDS * 1000).toISOString();
      const answer = await deployment.fetch(`${issuer}/admin/v1/grants`, {
        method: 'POST',
        headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ email: PRESS, plan: 'annual', ends_at: endsAt, reason: 'Press' }),
      });
      await expectOk(answer);
      return unlocks(deployment, await signIn(deployment, PRESS));
    },
  },
  {
    title: 'sweep finds the events that were lost',
    run: async (deployment) => {
      const queuedBefore = deployment.functions.webhook.aws.queued.length;
      await subscribeUnheard(deployment, LOST);
      deployment.later(HOUR_SECONDS);
      await deployment.scheduled('sweep');
      await deployment.settled();
      if (deployment.functions.webhook.aws.queued.length > queuedBefore) throw new Error('Nothing was lost.');
      const found = deployment.functions.sweep.aws.queued.length;
      return `${found} were enqueued; ${await unlocks(deployment, await signIn(deployment, LOST))}`;
    },
  },
];

/** By a page of Stripe's that Gatefold did not open; its events reach nobody. */
async function subscribeUnheard(
  { double, stripe, config, reader }: Deployment,
  email: string,
): Promise<void> {
  double.control.hold();
  const { data } = await stripe.prices.list({ product: 'prod_gatefold_annual' });
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: data[0]?.id ?? '', quantity: 1 }],
    success_url: config.hosts.site,
  });
  await reader().submit(session.url ?? '', { ...CARD, email });
  double.control.lose(double.objects.list('event', { limit: 100 }).data.map(({ id }) => id));
  double.control.release();
}

async function signIn(deployment: Deployment, email: string): Promise<Reader> {
  const { issuer, config } = deployment;
  const reader = deployment.reader();
  await expectOk(await reader.call(`${issuer}/v1/sign-in`, { email }, config.hosts.site));
  await deployment.settled();
  const [, first = '', second = ''] = /(\d{3}) (\d{3})/.exec(deployment.newestMail()) ?? [];
  const code = first + second;
  await expectOk(await reader.call(`${issuer}/v1/sign-in/verify`, { code }, config.hosts.site));
  return reader;
}

async function unlocks({ issuer, config, now, fetch }: Deployment, reader: Reader): Promise<string> {
  const { id } = config.publication;
  const verifier = createVerifier({ issuer, audience: id, features: config.features, now, fetch });
  const answer = await reader.call(`${issuer}/v1/token`, {}, config.hosts.site);
  await expectOk(answer);
  const { access_token } = (await answer.json()) as { access_token: string };
  const access = await verifier.verify(access_token);
  if (!access.unlocks(FEATURE)) throw new Error(`The token of ${access.member} does not unlock ${FEATURE}.`);
  return `the token unlocks ${FEATURE}, for a ${access.why ?? 'reason that is not told'}`;
}

async function memberOf({ fetch, issuer, adminKey }: Deployment, email: string): Promise<string> {
  const headers = { authorization: `Bearer ${adminKey}` };
  const answer = await fetch(`${issuer}/admin/v1/members?email=${encodeURIComponent(email)}`, { headers });
  await expectOk(answer);
  const { data } = (await answer.json()) as { data: { id: string }[] };
  const [member] = data;
  if (member === undefined) throw new Error(`Nobody is a member by ${email}.`);
  return member.id;
}

async function expectOk(answer: Response): Promise<void> {
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
}
