import { formatDays, formatPrice } from '../../client/src/plans.ts';
import type { Offers, Plan, Price } from '../../client/src/plans.ts';
import type { Section } from './sections.ts';

/** What the box under a locked article can say. */
export type Offer =
  | {
      readonly kind: 'priced';
      readonly plan: string;
      readonly planName: string;
      /** The first of its prices. */
      readonly price: string;
      readonly otherPrices: readonly string[];
      /** Some of them begin with free days. */
      readonly hasTrial: boolean;
      /** Nothing of it renews: there is no subscription to speak of. */
      readonly passesOnly: boolean;
    }
  /** The plans could not be read; the service's own page has them. */
  | { readonly kind: 'unpriced' }
  | { readonly kind: 'not_sold' };

/** The first plan on sale that covers the section, at its prices. */
export function chooseOffer(plans: readonly Plan[], section: Section): Offer {
  for (const { id: plan, name: planName, features, prices } of plans) {
    const [first, ...others] = prices;
    if (first === undefined || !features.includes(section)) continue;
    return {
      kind: 'priced',
      plan,
      planName,
      price: first.trialDays === undefined ? `Only ${priceWords(first)}` : priceWords(first),
      otherPrices: others.map(priceWords),
      hasTrial: prices.some(({ trialDays }) => trialDays !== undefined),
      passesOnly: prices.every(({ interval }) => interval === undefined),
    };
  }
  return { kind: 'not_sold' };
}

/** "$100 per year", "$3 for 7 days", "14 days free, then $100 per year". */
function priceWords(price: Price): string {
  const words = formatPrice(price);
  return price.trialDays === undefined ? words : `${formatDays(price.trialDays)} free, then ${words}`;
}

/** An article stays an article when the service cannot be reached: the box then goes without a price. */
export async function offerFor(offers: Offers, section: Section): Promise<Offer> {
  try {
    return chooseOffer(await offers.plans(), section);
  } catch {
    return { kind: 'unpriced' };
  }
}
