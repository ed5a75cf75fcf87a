import type { Hono } from 'hono';
import type { HttpEnv } from '../../http/env.ts';
import type { AccessDeps } from '../deps.ts';

/** What is on sale, from the catalogue; no call to Stripe. */
export function plansRoute(app: Hono<HttpEnv>, { config, catalogue }: AccessDeps): void {
  const plans = [...catalogue.plans.values()]
    .filter(({ onSale }) => onSale.length > 0)
    .map(({ id, name, features, onSale }) => ({
      id,
      name,
      features,
      prices: onSale.map(({ lookupKey, currency, amount, interval, passDays, trialDays }) => ({
        lookup_key: lookupKey,
        currency,
        amount,
        interval,
        pass_days: passDays,
        trial_days: trialDays,
      })),
    }));
  const { id, name } = config.publication;

  app.get('/v1/plans', (c) => {
    c.header('cache-control', 'public, max-age=300');
    return c.json({ publication: { id, name }, features: catalogue.features, plans });
  });
}
