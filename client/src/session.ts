/**
 * The session of a page's reader: gets the access token, keeps it in memory, and renews it, once for all tabs.
 *
 * @module
 */
import { unknownFeature, type Access } from './access.ts';
import { REGISTERED } from './claims.ts';
import { ServiceUnavailable } from './errors.ts';
import { createVerifier } from './index.ts';
import { isName, isObject } from './json.ts';
import { createKeeper } from './keeper.ts';
import type { VerifierOptions } from './options.ts';
import { IS_PAGE } from './page-life.ts';
import type { SessionState, SignedOutReason } from './session-state.ts';

export type { SessionState, SignedOutReason } from './session-state.ts';
export { ServiceRefused, ServiceUnavailable, type ServiceRefusalCode } from './errors.ts';
export * from './common.ts';

export interface Order {
  readonly plan: string;
  /** One of the plan's prices. Default: its first. */
  readonly lookupKey?: string;
  /** Needed where nobody is signed in. */
  readonly email?: string;
  /** Where the reader comes back to; one of the publication's sites. Default: the page. */
  readonly to?: string;
}

type ChangeListener = (event: Event) => void;

/**
 * A signed-in reader, or one who is not. Calls reject with a `GatefoldError`: `service_unavailable`, a code of the
 * service's own, or of the verifier's.
 */
export interface Session<Feature extends string> {
  readonly issuer: string;
  readonly audience: string;
  readonly state: SessionState;
  /** Where `state` is `signed_out`. */
  readonly why: SignedOutReason | undefined;
  /**
   * Whether the reader may read it, as far as is known now: false until the service has answered.
   *
   * @throws {UsageError} feature_unknown
   */
  unlocks(feature: Feature | typeof REGISTERED): boolean;
  /** What the reader holds; `undefined` where nobody is signed in. Rejects where that cannot be known. */
  access(): Promise<Access<Feature> | undefined>;
  /** A token to send to servers of your own, and to nobody else. */
  token(): Promise<string | undefined>;
  /** As {@link Session.access}, by a new token: after a purchase, or where a server refused the old one. */
  refresh(): Promise<Access<Feature> | undefined>;
  /** Mails a code. Known and unknown addresses get the same answer. */
  sendCode(email: string, options?: { readonly to?: string }): Promise<{ readonly expiresInSeconds: number }>;
  /** Signs in by the code that was mailed to this browser's reader. */
  signIn(code: string): Promise<Access<Feature>>;
  signOut(): Promise<void>;
  /** Begins a purchase; gives the address of Stripe's page. */
  checkout(order: Order): Promise<string>;
  /** Signs in by a purchase that this browser began: Stripe's `session_id`. */
  claim(checkoutSession: string): Promise<Access<Feature>>;
  /** When `state`, `why`, or what the reader holds is another; not at each renewal. */
  addEventListener(type: 'change', listener: ChangeListener, options?: AddEventListenerOptions): void;
  removeEventListener(type: 'change', listener: ChangeListener): void;
  /** Renews no more. */
  close(): void;
}

/**
 * @example
 * const session = createSession({
 *   issuer: 'https://access.example.com',
 *   audience: 'example',
 *   features: ['news', 'analysis'],
 * });
 * session.addEventListener('change', () => show(session.unlocks('analysis')));
 *
 * @throws {UsageError} configuration_invalid
 */
export function createSession<const Features extends readonly string[]>(
  options: VerifierOptions<Features>,
): Session<Features[number]> {
  type Feature = Features[number];
  const { issuer, audience, features } = options;
  const verifier = createVerifier(options);
  const events = new EventTarget();
  const keeper = createKeeper<Feature>(options, verifier, () => {
    events.dispatchEvent(new Event('change'));
  });
  const held = () => (keeper.state() === 'signed_in' ? keeper.knowledge().held : undefined);

  async function known(): Promise<Access<Feature> | undefined> {
    const { failure } = keeper.knowledge();
    const token = held()?.token;
    if (token !== undefined) return verifier.verify(token);
    if (keeper.state() === 'signed_out') return undefined;
    throw failure?.error ?? new ServiceUnavailable(undefined);
  }

  async function access(): Promise<Access<Feature> | undefined> {
    await keeper.current();
    return known();
  }

  if (IS_PAGE) void keeper.renew();
  return Object.freeze<Session<Feature>>({
    issuer,
    audience,
    get state() {
      return keeper.state();
    },
    get why() {
      return keeper.state() === 'signed_out' ? keeper.knowledge().why : undefined;
    },
    unlocks(feature) {
      if (feature !== REGISTERED && !features.includes(feature)) throw unknownFeature(feature);
      return held()?.access.unlocks(feature) ?? false;
    },
    access,
    token: async () => ((await access()) === undefined ? undefined : held()?.token),
    async refresh() {
      await keeper.renew();
      return known();
    },
    async sendCode(email, { to } = {}) {
      const answer = await keeper.call('/v1/sign-in', { email, to });
      const seconds = isObject(answer) ? Number(answer.expires_in) : NaN;
      return { expiresInSeconds: seconds };
    },
    signIn: (code) => keeper.open('/v1/sign-in/verify', { code }),
    signOut: keeper.signOut,
    async checkout({ plan, lookupKey, email, to = globalThis.location.href }) {
      const answer = await keeper.call('/v1/checkout', { plan, lookup_key: lookupKey, email, to });
      if (isObject(answer) && isName(answer.url)) return answer.url;
      throw new ServiceUnavailable(new Error('not a checkout’s answer'));
    },
    claim: (checkoutSession) => keeper.open('/v1/checkout/claim', { session_id: checkoutSession }),
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
    close: keeper.close,
  });
}
