import { createOffers, type Offers } from './plans.ts';
import { createSession, type Session } from './session.ts';

const sessions = new Map<string, Session<string>>();
const offers = new Map<string, Offers>();

/** The one session of all gates in a page: they know their features themselves. */
export function sharedSession(issuer: string, audience: string): Session<string> {
  return getOrMake(sessions, `${issuer} ${audience}`, () =>
    createSession({ issuer, audience, features: [] as readonly string[] }),
  );
}

export function sharedOffers(issuer: string): Offers {
  return getOrMake(offers, issuer, () => createOffers({ issuer }));
}

function getOrMake<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const made = map.get(key) ?? make();
  map.set(key, made);
  return made;
}
