import { formatPrice } from '../../client/src/plans.ts';
import type { Offers, Plan } from '../../client/src/plans.ts';
import type { Section } from './sections.ts';

/** What the box under a locked article can say. */
export type Offer =
  | { readonly kind: 'priced'; readonly plan: string; readonly planName: string; readonly price: string }
  /** The plans could not be read; the service's own page has them. */
  | { readonly kind: 'unpriced' }
  | { readonly kind: 'not_sold' };

/** The first plan on sale that covers the section, at its first price. */
export function chooseOffer(plans: readonly Plan[], section: Section): Offer {
  for (const plan of plans) {
    const price = plan.prices[0];
    if (price !== undefined && plan.features.includes(section)) {
      return { kind: 'priced', plan: plan.id, planName: plan.name, price: formatPrice(price) };
    }
  }
  return { kind: 'not_sold' };
}

/** An article stays an article when the service cannot be reached: the box then goes without a price. */
export async function offerFor(offers: Offers, section: Section): Promise<Offer> {
  try {
    return chooseOffer(await offers.plans(), section);
  } catch {
    return { kind: 'unpriced' };
  }
}
