import { accesses } from './access.ts';
import type { Catalogue } from './catalogue.ts';
import type { EpochSeconds, Facts, Feature } from './model.ts';

type Reasons = Pick<Facts, 'billing' | 'grants'>;

/** Whether a member may read less at `now` by what is `after`. What has come to its end by then has done so in both. */
export function losesFeatures(
  before: Reasons,
  after: Reasons,
  catalogue: Catalogue,
  now: EpochSeconds,
): boolean {
  const left = featuresAt(after, catalogue, now);
  return [...featuresAt(before, catalogue, now)].some((feature) => !left.has(feature));
}

function featuresAt(reasons: Reasons, catalogue: Catalogue, now: EpochSeconds): ReadonlySet<Feature> {
  const open = accesses(reasons, catalogue, now).filter(
    ({ startsAt, until }) => startsAt <= now && now < until,
  );
  return new Set(open.flatMap(({ features }) => features));
}
