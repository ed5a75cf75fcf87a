import type { CheckedClaims } from './access-token.ts';
import type { REGISTERED } from './claims.ts';
import { type EpochSeconds, type Reason } from './claims.ts';
import { UsageError } from './errors.ts';
import type { Writable } from './json.ts';

/** What one token unlocks. Deeply frozen, and good until `expiresAt`. */
export interface Access<Feature extends string> {
  /** The opaque id of the member. */
  readonly member: string;
  /** The signed-in device. */
  readonly session: string;
  /** What the member holds, of the features that the verifier was told of. */
  readonly features: readonly (Feature | typeof REGISTERED)[];
  /** Absent where nothing is held that was bought or granted. */
  readonly why?: Reason;
  readonly plan?: string;
  readonly expiresAt: EpochSeconds;
  /** The claims of the contract as they were signed, without any that this version does not know. */
  readonly claims: CheckedClaims;
  /** @throws {UsageError} feature_unknown, where the verifier was not told of the feature */
  unlocks(feature: Feature | typeof REGISTERED): boolean;
}

/** @param known the publication's features and `registered` */
export function createAccess<Feature extends string>(
  claims: CheckedClaims,
  known: ReadonlySet<string>,
): Access<Feature> {
  const isKnown = (feature: string): feature is Feature => known.has(feature);
  const features: Feature[] = [];
  for (const feature of claims.ent) if (isKnown(feature)) features.push(feature);
  const access: Writable<Access<Feature>> = {
    member: claims.sub,
    session: claims.sid,
    features: Object.freeze(features),
    expiresAt: claims.exp,
    claims,
    unlocks(feature: string) {
      if (!isKnown(feature)) throw unknownFeature(feature);
      return claims.ent.includes(feature);
    },
  };
  if (claims.why !== undefined) access.why = claims.why;
  if (claims.plan !== undefined) access.plan = claims.plan;
  return Object.freeze(access);
}

export function unknownFeature(feature: string): UsageError {
  return new UsageError('feature_unknown', feature);
}
