import { runRotation } from '../../../functions/rotate/run.ts';
import type { Database } from '../../../shared/store/database.ts';
import { currentKey } from '../../../shared/token/key-set.ts';
import type { SigningKey } from '../../../shared/token/key-set.ts';
import { generateSigningKey } from '../../../shared/token/signer.ts';
import type { Signer } from '../../../shared/token/signer.ts';
import { createLuck } from '../../model/stage/luck.ts';
import { createClock } from '../../support/clock.ts';
import { failingAt, guardRotation } from './failing.ts';
import { createIssuer, outcomeOf } from './issuer.ts';
import { createSites } from './sites.ts';

const DAYS = 365;
const DAY_SECONDS = 86_400;
const TOKEN_SECONDS = 600;
/** After its successor signs, a key is published for an hour; then come a CDN's five minutes and a verifier's five and a half. */
const FORGOTTEN_SECONDS = 3_600 + 300 + 330;

/** What a year came to. */
export interface Year {
  readonly runs: { done: number; failed: number };
  readonly keys: number;
  /** Tokens that had to be accepted, and those that were not. */
  readonly good: { tried: number; refused: number };
  /** Tokens that had to be refused, and those that were not. */
  readonly bad: { tried: number; accepted: number };
  readonly findings: string[];
}

export interface YearOptions {
  readonly seed: number;
  /** Of the daily runs, that fail at one of their calls. */
  readonly failing: number;
  /** Days on which no run comes to its end at all. */
  readonly drought?: { readonly from: number; readonly to: number };
}

/**
 * Lives a year of daily rotations. Signers read the keys every 60 seconds; sites of every age of cache are shown what
 * was signed at chance moments, and every 20 seconds around each change of keys.
 */
export async function liveYear(database: Database, options: YearOptions): Promise<Year> {
  const luck = createLuck(options.seed);
  const clock = createClock();
  const issuer = createIssuer(database, clock, luck.bytes);
  const begun = issuer.seconds();
  const year: Year = {
    runs: { done: 0, failed: 0 },
    keys: 0,
    good: { tried: 0, refused: 0 },
    bad: { tried: 0, accepted: 0 },
    findings: [],
  };
  await runRotation(issuer.deps);

  const sites = createSites(issuer, begun);
  const longLived = issuer.newSigner();
  const met = new Map<string, SigningKey>();
  let recent: { readonly token: string; readonly expiresAt: number }[] = [];

  async function rotateDaily(isDry: boolean): Promise<void> {
    const fails = isDry || luck.chance(options.failing);
    const at = fails ? (isDry || luck.chance(0.6) ? 1 : 2 + luck.below(3)) : Infinity;
    const failing = failingAt(at, luck.chance(0.5) ? 'refused' : 'answer lost');
    try {
      await runRotation(guardRotation(issuer.deps, failing));
      year.runs.done += 1;
    } catch {
      year.runs.failed += 1;
    }
  }

  function note(what: string): void {
    year.findings.push(`day ${((issuer.seconds() - begun) / DAY_SECONDS).toFixed(4)}: ${what}`);
  }

  /** Everything that is shown to the sites at one moment. */
  async function look(): Promise<void> {
    const now = issuer.seconds();
    const keys = await issuer.keys.list();
    for (const key of keys) met.set(key.kid, key);
    const current = currentKey(keys, now);
    if (current === undefined) {
      note('no key signs');
      return;
    }
    recent = recent.filter(({ expiresAt }) => expiresAt > now);
    for (const signer of [longLived, issuer.newSigner(keys)]) {
      recent.push({ token: await issuer.mint(signer), expiresAt: now + TOKEN_SECONDS });
    }
    const forged = await forgedAt(current, now);
    for (const site of sites.openAt(now)) {
      for (const { token } of recent.slice(-6)) {
        year.good.tried += 1;
        const outcome = await outcomeOf(site.verifier.verify(token));
        if (outcome === 'accepted') continue;
        year.good.refused += 1;
        note(`${site.name} refused a good token: ${outcome}`);
      }
      for (const { name, token, forgottenAt } of forged) {
        if (now < forgottenAt + site.holdsOnSeconds) continue;
        year.bad.tried += 1;
        if ((await outcomeOf(site.verifier.verify(token))) !== 'accepted') continue;
        year.bad.accepted += 1;
        note(`${site.name} accepted a token of ${name}`);
      }
    }
  }

  /** What nobody may accept: signed with the newest key that is out, and by a stranger as the key that signs. */
  async function forgedAt(current: SigningKey, now: number) {
    const ordered = [...met.values()].toSorted((one, other) => one.generation - other.generation);
    const out = ordered.flatMap((key, index) => {
      const successor = ordered[index + 1];
      const forgottenAt = (successor?.activatesAt ?? Infinity) + FORGOTTEN_SECONDS;
      return forgottenAt <= now ? [{ name: 'a key that is out', key, forgottenAt }] : [];
    });
    const forgers = [
      { name: 'a stranger', key: await strangerAs(current), forgottenAt: 0 },
      ...out.slice(-1),
    ];
    return Promise.all(
      forgers.map(async ({ name, key, forgottenAt }) => {
        const forger = thieves.get(key.wrappedPrivateKey) ?? issuer.thiefOf(key);
        thieves.set(key.wrappedPrivateKey, forger);
        return { name, forgottenAt, token: await issuer.mint(forger) };
      }),
    );
  }
  const thieves = new Map<string, Signer>();

  const stranger = generateSigningKey();
  const disguises = new Map<string, SigningKey>();
  async function strangerAs(key: SigningKey): Promise<SigningKey> {
    const { kid } = key;
    const disguise = disguises.get(kid) ?? {
      ...key,
      wrappedPrivateKey: await issuer.deps.keyWrap.wrap(stranger.pkcs8, { issuer: issuer.deps.issuer, kid }),
    };
    disguises.set(kid, disguise);
    return disguise;
  }

  for (let day = 1; day <= DAYS; day += 1) {
    const dawn = begun + (day - 1) * DAY_SECONDS;
    for (const moment of momentsOf(dawn)) {
      clock.advance(moment - issuer.seconds());
      await look();
    }
    clock.advance(dawn + DAY_SECONDS - issuer.seconds());
    const { from, to } = options.drought ?? { from: Infinity, to: Infinity };
    await rotateDaily(day >= from && day < to);
  }

  /**
   * One by chance in a storm, and one shortly before it comes; around a change of keys, every 20 seconds, then every ten
   * minutes.
   */
  function momentsOf(dawn: number): number[] {
    const isStormy = ((dawn - begun) / DAY_SECONDS) % 2 === 0;
    // A storm is over early: the key set that it is lived through with may be a minute older than it is.
    const last = dawn + DAY_SECONDS - (isStormy ? 100 : 5);
    const changes = [...met.values()].flatMap(({ activatesAt }) => [activatesAt, activatesAt + 3_600]);
    const around = changes.flatMap((at) => [
      ...Array.from({ length: 7 }, (_, index) => at - 40 + index * 20),
      ...Array.from({ length: 7 }, (_, index) => at + 150 + index * 600),
    ]);
    const moments = [...around, isStormy ? dawn + luck.below(DAY_SECONDS - 100) : last];
    return moments.filter((at) => at >= dawn && at <= last).toSorted((one, other) => one - other);
  }

  return Object.assign(year, { keys: met.size });
}
