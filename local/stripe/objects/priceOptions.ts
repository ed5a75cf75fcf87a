import Stripe from 'stripe';

/** The id under which a price's other currencies are kept. */
export function optionsId(price: string): string {
  return `options_of_${price}`;
}

/** What a price costs in other currencies than its own. Stripe shows it only where it is asked for. */
export interface PriceOptions {
  readonly id: string;
  readonly object: 'price_options';
  /** By currency, in its smallest unit. */
  readonly unitAmounts: Readonly<Record<string, number>>;
}

/** With the price's own currency, as Stripe lists them. */
export function buildCurrencyOptions(
  price: Stripe.Price,
  options: PriceOptions | undefined,
): Record<string, Stripe.Price.CurrencyOptions> {
  const amounts = { [price.currency]: price.unit_amount, ...options?.unitAmounts };
  return Object.fromEntries(
    Object.entries(amounts).map(([currency, amount]) => [
      currency,
      {
        custom_unit_amount: null,
        tax_behavior: price.tax_behavior,
        unit_amount: amount,
        unit_amount_decimal: amount === null ? null : Stripe.Decimal.from(amount),
      },
    ]),
  );
}
