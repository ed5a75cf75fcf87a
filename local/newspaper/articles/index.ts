import type { Article } from '../article.ts';
import { correctionsAfterMidnight } from './memo-corrections-after-midnight.ts';
import { howToReadABudget } from './how-to-read-a-budget-in-twenty-minutes.ts';
import { slackTide } from './slack-tide-number-twelve.ts';
import { tenYearsOfTheDurn } from './ten-years-of-the-durn.ts';
import { theEarlyFold } from './the-early-fold-the-price-of-quiet.ts';
import { theLastBus } from './the-last-bus.ts';
import { theLettersWeWillNotPrint } from './memo-the-letters-we-will-not-print.ts';
import { theNightFerryReturns } from './the-night-ferry-returns.ts';
import { theRateRiseNobodyAnnounced } from './the-rate-rise-nobody-announced.ts';
import { theReservoirSoldTwice } from './the-reservoir-that-was-sold-twice.ts';
import { theSlowClock } from './hallowick-keeps-its-slow-clock.ts';
import { whyWoolIsDear } from './why-wool-is-dear-and-jumpers-are-cheap.ts';

/** In the order in which they were published, the newest first. */
export const articlesNewestFirst = [
  theReservoirSoldTwice,
  theNightFerryReturns,
  theEarlyFold,
  theSlowClock,
  whyWoolIsDear,
  correctionsAfterMidnight,
  tenYearsOfTheDurn,
  theRateRiseNobodyAnnounced,
  theLettersWeWillNotPrint,
  slackTide,
  howToReadABudget,
  theLastBus,
] as const satisfies readonly Article[];

const bySlug = new Map<string, Article>(articlesNewestFirst.map((article) => [article.slug, article]));

export function articleBySlug(slug: string): Article | undefined {
  return bySlug.get(slug);
}
