import type { Fetch } from '../../../client/src/download.ts';
import type { Issuer } from './issuer.ts';

const DAY_SECONDS = 86_400;

/** A site that checks tokens, by the age of the key set that it has when it does. */
export interface Site {
  readonly name: string;
  readonly verifier: ReturnType<Issuer['newVerifier']>;
  /** How long after everybody else it may go on with what it has. */
  readonly holdsOnSeconds: number;
}

/**
 * @param begun seconds since 1970
 */
export function createSites(issuer: Issuer, begun: number) {
  const busy = issuer.newVerifier();
  const seldom = [300, 3_600].map((everySeconds) => ({
    everySeconds,
    verifier: issuer.newVerifier(),
    usedAt: 0,
  }));

  // Every other day nothing reaches it, nor it the service; keys change on such days.
  const isAway = () => Math.floor((issuer.seconds() - begun) / DAY_SECONDS) % 2 === 0;
  let hasStarted = false;
  const fetch: Fetch = (url, init) =>
    isAway() ? Promise.reject(new Error('unreachable')) : issuer.cdn.fetch(url, init);
  const away = issuer.newVerifier({ fetch });

  return {
    /** Those to whom readers come at `now`. */
    openAt(now: number): Site[] {
      const due = seldom.filter(({ everySeconds, usedAt }) => now - usedAt >= everySeconds);
      for (const site of due) site.usedAt = now;
      hasStarted ||= !isAway();
      return [
        { name: 'a site that has just started', verifier: issuer.newVerifier(), holdsOnSeconds: 0 },
        { name: 'a busy site', verifier: busy, holdsOnSeconds: 0 },
        ...due.map(({ everySeconds, verifier }) => ({
          name: `a site read every ${everySeconds} s`,
          verifier,
          holdsOnSeconds: 0,
        })),
        ...(hasStarted ? [{ name: 'a site in a storm', verifier: away, holdsOnSeconds: DAY_SECONDS }] : []),
      ];
    },
  };
}
