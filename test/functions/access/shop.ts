import type { GatefoldConfig } from '../../../shared/config/schema.ts';

export const PASS_KEY = 'gatefold_week_usd';
export const TRIAL_KEY = 'gatefold_annual_trial_usd';
export const ANNUAL_KEY = 'gatefold_annual_usd';

/** The founding publication, which also sells a pass of seven days. */
export const sellingPasses = (config: GatefoldConfig): GatefoldConfig =>
  withPrices(config, [{ lookupKey: PASS_KEY, currency: 'usd', amount: 300, passDays: 7 }]);

/** The founding publication, with fourteen days free before the first year. */
export const sellingTrials = (config: GatefoldConfig): GatefoldConfig => ({
  ...config,
  plans: {
    annual: {
      ...annualOf(config),
      onSale: [
        { lookupKey: TRIAL_KEY, currency: 'usd', amount: 10_000, interval: 'year', trialDays: 14 },
        { lookupKey: PASS_KEY, currency: 'usd', amount: 300, passDays: 7 },
      ],
    },
  },
});

/** The same in euros, which readers may pay by bank debit. */
export function inEuros(config: GatefoldConfig): GatefoldConfig {
  const annual = annualOf(config);
  const onSale = annual.onSale.map((price) => ({ ...price, currency: 'eur' }));
  return { ...config, plans: { annual: { ...annual, onSale } } };
}

/** What is typed on Stripe's page for a bank debit that is paid in the end (docs.stripe.com/testing). */
export const DEBIT = { means: 'sepa_debit', iban: 'AT611904300234573201', name: 'Ada Reader' };

function withPrices(config: GatefoldConfig, more: GatefoldConfig['plans'][string]['onSale']): GatefoldConfig {
  const annual = annualOf(config);
  return { ...config, plans: { annual: { ...annual, onSale: [...annual.onSale, ...more] } } };
}

function annualOf({ plans }: GatefoldConfig): GatefoldConfig['plans'][string] {
  if (plans.annual === undefined) throw new Error('The founding publication sells one plan, annual.');
  return plans.annual;
}
