/** A price on sale. */
export interface Price {
  readonly lookupKey: string;
  /** ISO 4217, lower case as Stripe writes it. */
  readonly currency: string;
  /** In the currency's smallest unit: 10000 is 100.00 USD, and 10000 JPY. */
  readonly amount: number;
  /** A subscription that renews so often. A price has either this or `passDays`. */
  readonly interval?: 'day' | 'week' | 'month' | 'year' | undefined;
  /** A pass: paid once, for so many days. */
  readonly passDays?: number | undefined;
  /** Days before the first payment, for a reader who never had the plan. */
  readonly trialDays?: number | undefined;
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
 * Writes a price for readers: "$100 per year", "$3 for 7 days"; "100 $ / an" in French.
 *
 * @param locale a BCP 47 tag
 */
export function formatPrice({ currency, amount, interval, passDays }: Price, locale = 'en-US'): string {
  const decimals = decimalsOf(currency);
  const value = amount / 10 ** decimals;
  const fractionDigits = Number.isInteger(value) ? 0 : decimals;
  const money = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  }).format(value);
  const isEnglish = new Intl.Locale(locale).language === 'en';
  return interval === undefined
    ? `${money} ${isEnglish ? 'for' : '/'} ${formatDays(passDays ?? 1, locale)}`
    : `${money} ${isEnglish ? 'per' : '/'} ${nameOf(interval, locale)}`;
}

/** "7 days", "7 jours". */
export function formatDays(days: number, locale = 'en-US'): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days);
}

/** "year", "an", "Jahr". */
function nameOf(interval: NonNullable<Price['interval']>, locale: string): string {
  const parts = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: interval,
    unitDisplay: 'long',
  }).formatToParts(1);
  return parts.find(({ type }) => type === 'unit')?.value ?? interval;
}
