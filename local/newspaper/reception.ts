import { parse } from 'hono/utils/cookie';
import { SESSION_HINT_COOKIE } from '../../client/src/claims.ts';
import { createVerifier, pollRevocations } from '../../client/src/node.ts';
import { createOffers } from '../../client/src/plans.ts';
import { requireFeature } from '../../client/src/server.ts';
import type { Locked } from '../../client/src/server.ts';
import type { Article } from './article.ts';
import { OPEN_PAGE_HEADERS } from './headers.ts';
import { offerFor } from './offer.ts';
import type { LockedBecause, Meeting } from './meeting.ts';
import { FEATURES } from './sections.ts';
import type { Section } from './sections.ts';

export interface NewspaperOptions {
  /** The Gatefold service. */
  readonly issuer: string;
  /** The publication's id, as the tokens' `aud` has it. */
  readonly audience: string;
  /** Where readers reach this site, without a trailing slash. */
  readonly publicOrigin: string;
  /** For the key set, the revocations and the plans. Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
}

/** What to do with a reader at the door of an article. */
export type Welcome =
  | { readonly hop: Response }
  | {
      readonly hop?: never;
      readonly meeting: Meeting;
      readonly signedIn: boolean;
      readonly headers: Readonly<Record<string, string>>;
    };

export interface Reception {
  /** For pages that ask for no feature: whether the header offers the account or a way in. */
  isSignedIn(request: Request): Promise<boolean>;
  welcome(article: Article, request: Request): Promise<Welcome>;
}

/** Knows readers by what their browsers show, through the client package alone. */
export function createReception(options: NewspaperOptions): Reception {
  const { issuer, audience, publicOrigin, fetch, now = Date.now } = options;
  const revocations = pollRevocations();
  const verifier = createVerifier({ issuer, audience, features: FEATURES, fetch, now, revocations });
  const offers = createOffers({ issuer, fetch, now });
  const gateFor = (feature: Section | 'registered') => requireFeature(verifier, feature, { publicOrigin });
  const registeredGate = gateFor('registered');
  const gates = {
    news: gateFor('news'),
    analysis: gateFor('analysis'),
    memos: gateFor('memos'),
    reports: gateFor('reports'),
    newsletters: gateFor('newsletters'),
  };

  /** A genuine token is enough, whatever it holds; so is the hint of a session. */
  async function isSignedIn(request: Request): Promise<boolean> {
    const gate = await registeredGate(request);
    return gate.unlocked || gate.why === 'not_entitled' || isHinted(request);
  }

  async function welcome(article: Article, request: Request): Promise<Welcome> {
    if (article.free) {
      const signedIn = await isSignedIn(request);
      return { meeting: { state: 'free' }, signedIn, headers: OPEN_PAGE_HEADERS };
    }
    const gate = await gates[article.section](request);
    const { headers } = gate;
    if (gate.unlocked) {
      return { meeting: { state: 'unlocked', why: gate.access.why }, signedIn: true, headers };
    }
    if (gate.hop !== undefined) return { hop: gate.hop };
    const offer = await offerFor(offers, article.section);
    const signedIn = gate.why === 'not_entitled' || isHinted(request);
    return { meeting: { state: 'locked', why: lockedBecause(gate), offer }, signedIn, headers };
  }

  return { isSignedIn, welcome };
}

function lockedBecause({ why, code, access, sessionEnded }: Locked<Section>): LockedBecause {
  switch (why) {
    case 'signed_out':
      return sessionEnded ? 'session_ended' : why;
    case 'token_refused':
      // Without the key set a good token is refused too: its reader is asked for patience, not for money.
      return code?.startsWith('key') ? 'not_checked' : why;
    case 'not_entitled':
      return access?.why === undefined ? 'nothing_held' : why;
  }
}

function isHinted(request: Request): boolean {
  const cookies = parse(request.headers.get('Cookie') ?? '', SESSION_HINT_COOKIE);
  return cookies[SESSION_HINT_COOKIE] === '1';
}
