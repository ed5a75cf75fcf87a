import { formatDays, formatPrice } from '../../../client/src/prices.ts';
import type { PriceOnSale } from '../../../shared/membership/catalogue.ts';

/** "$100 per year", "$3 for 7 days"; "14 days free, then $100 per year" for who has them. */
export function priceWords(price: PriceOnSale): string {
  const words = formatPrice(price);
  return price.trialDays === undefined ? words : `${formatDays(price.trialDays)} free, then ${words}`;
}
