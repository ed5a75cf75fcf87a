/** A price on sale. */
export interface Price {
  readonly lookupKey: string;
  /** ISO 4217, lower case as Stripe writes it. */
  readonly currency: string;
  /** In the currency's smallest unit: 10000 is 100.00 USD, and 10000 JPY. */
  readonly amount: number;
  readonly interval: 'day' | 'week' | 'month' | 'year';
}

/**
 * Digits after the point in Stripe's amounts, where they are not two: docs.stripe.com/currencies, zero-decimal and
 * three-decimal currencies. ISK and UGX have no fractions and are written with two digits all the same.
 */
const ZERO_DECIMAL = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ');
const THREE_DECIMAL = 'bhd jod kwd omr tnd'.split(' ');

function decimalsOf(currency: string): number {
  if (ZERO_DECIMAL.includes(currency)) return 0;
  return THREE_DECIMAL.includes(currency) ? 3 : 2;
}

/**
 * Writes a price for readers: "$100 per year"; "100 $ / an" in French.
 *
 * @param locale a BCP 47 tag
 */
export function formatPrice({ currency, amount, interval }: Price, locale = 'en-US'): string {
  const decimals = decimalsOf(currency);
  const value = amount / 10 ** decimals;
  const fractionDigits = Number.isInteger(value) ? 0 : decimals;
  const money = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  }).format(value);
  const separator = new Intl.Locale(locale).language === 'en' ? 'per' : '/';
  return `${money} ${separator} ${nameOf(interval, locale)}`;
}

/** "year", "an", "Jahr". */
function nameOf(interval: Price['interval'], locale: string): string {
  const parts = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: interval,
    unitDisplay: 'long',
  }).formatToParts(1);
  return parts.find(({ type }) => type === 'unit')?.value ?? interval;
}
