import { createReader } from '../support/reader.ts';
import type { Reader } from '../support/reader.ts';
import type { FaultyWorld } from './world.ts';

const CARD = { number: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123', name: 'Ada Reader' };

/** What was answered, as whoever asked sees it. */
export type Seen =
  /** At once, though something is wrong. */
  | 'served'
  /** Taken, and done once it is over. */
  | 'later'
  /** Refused with a 5xx: the same again works once it is over. */
  | 'again';

export const seenOf = (status: number): Seen => (status < 500 ? 'served' : 'again');

export async function beginCheckout(world: FaultyWorld, reader: Reader, email: string): Promise<Response> {
  return reader.submit(`${world.issuer}/account/subscribe`, { plan: 'annual', to: world.site, email });
}

/** Pays on Stripe's page, which no fault of ours reaches; where Stripe leads back to. */
export async function pay(world: FaultyWorld, reader: Reader, checkout: string): Promise<string> {
  const { pathname } = new URL(checkout);
  const paid = await reader.submit(`${world.stripeUrl}${pathname}`, CARD);
  const back = paid.headers.get('location');
  if (back === null) throw new Error(`Stripe's page answered ${paid.status}.`);
  return back;
}

/** A Checkout that has been begun. */
export function locationOf(begun: Response): string {
  const location = begun.headers.get('location');
  if (location === null) throw new Error(`No Checkout: ${begun.status}`);
  return location;
}

export function codeFor(world: FaultyWorld, email: string): string {
  const [mail] = world.outbox.to(email);
  const [, first = '', second = ''] = /(\d{3}) (\d{3})/.exec(mail?.text ?? '') ?? [];
  return first + second;
}

export async function signIn(world: FaultyWorld, reader: Reader, email: string): Promise<void> {
  const asked = await reader.call(`${world.issuer}/v1/sign-in`, { email }, world.site);
  if (asked.status >= 300) throw new Error(`Asking for a code was answered ${asked.status}.`);
  await world.drain();
  const verified = await enterCode(world, reader, email);
  if (verified.status !== 200) throw new Error(`The code was answered ${verified.status}.`);
}

export function enterCode(world: FaultyWorld, reader: Reader, email: string): Promise<Response> {
  return reader.call(`${world.issuer}/v1/sign-in/verify`, { code: codeFor(world, email) }, world.site);
}

export function askToken(world: FaultyWorld, reader: Reader): Promise<Response> {
  return reader.call(`${world.issuer}/v1/token`, {}, world.site);
}

/** What a new token of theirs opens, by our own client. */
export async function opens(world: FaultyWorld, reader: Reader): Promise<readonly string[]> {
  const response = await askToken(world, reader);
  const { access_token } = (await response.json()) as { access_token?: string };
  if (access_token === undefined) throw new Error(`No token: ${response.status}`);
  return (await world.verifier.verify(access_token)).claims.ent;
}

/** A member who has paid, and is signed in. */
export async function subscriber(world: FaultyWorld, email: string): Promise<Reader> {
  const reader = createReader();
  const back = await pay(world, reader, locationOf(await beginCheckout(world, reader, email)));
  await reader.get(back);
  await world.drain();
  await signIn(world, reader, email);
  return reader;
}

/** Of all customers of the address. */
export async function subscriptionsOf(world: FaultyWorld, email: string) {
  const { data: customers } = await world.atStripe.customers.list({ email, limit: 100 });
  const lists = await Promise.all(
    customers.map(({ id }) => world.atStripe.subscriptions.list({ customer: id, status: 'all' })),
  );
  return lists.flatMap(({ data }) => data);
}
