import { defineConfig } from '../../../shared/config/schema.ts';
import type { GatefoldConfig } from '../../../shared/config/schema.ts';
import type { Shop } from '../oracle/table.ts';

export const SERVICE = 'http://127.0.0.1:8787';
export const SITE = 'http://127.0.0.1:8788';
export const FEATURES = ['news', 'analysis', 'memos', 'reports', 'newsletters'] as const;

/** Products at Stripe, by what becomes of them. */
export const PRODUCTS = {
  annual: 'prod_annual',
  basic: 'prod_basic',
  pro: 'prod_pro',
  /** In the catalogue at first; a life may withdraw it, and take it up again. */
  vintage: 'prod_vintage',
  /** Sold elsewhere in the account; a life may add it to the catalogue. */
  digest: 'prod_digest',
  mug: 'prod_mug',
} as const;

/** Prices at Stripe. Some are on sale through Gatefold; all are sold by payment links. */
export const PRICES = [
  { name: 'annual', product: PRODUCTS.annual, amount: 10_000, interval: 'year', lookupKey: 'annual_usd' },
  { name: 'weekPass', product: PRODUCTS.annual, amount: 300, lookupKey: 'week_pass_usd' },
  { name: 'basic', product: PRODUCTS.basic, amount: 900, interval: 'month', lookupKey: 'basic_usd' },
  { name: 'pro', product: PRODUCTS.pro, amount: 1_900, interval: 'month', lookupKey: 'pro_usd' },
  { name: 'proYearly', product: PRODUCTS.pro, amount: 19_000, interval: 'year', lookupKey: 'pro_yearly_usd' },
  { name: 'vintage', product: PRODUCTS.vintage, amount: 700, interval: 'month', lookupKey: 'vintage_usd' },
  { name: 'digest', product: PRODUCTS.digest, amount: 500, interval: 'month', lookupKey: 'digest_usd' },
  { name: 'mug', product: PRODUCTS.mug, amount: 400, interval: 'month', lookupKey: 'mug_usd' },
] as const;
export type PriceName = (typeof PRICES)[number]['name'];

export interface Policies {
  readonly pausedCollection: 'keep' | 'suspend';
  readonly refundedSubscription: 'keep' | 'suspend';
  readonly disputedSubscription: 'keep' | 'suspend';
}

/** Which of the products that come and go are in the catalogue. */
export interface Assortment {
  readonly vintage: boolean;
  readonly digest: boolean;
}

const PLANS = {
  annual: { features: [...FEATURES], graceDays: 7 },
  basic: { features: ['news', 'newsletters'], graceDays: 3 },
  pro: { features: ['memos', 'reports'], graceDays: 10 },
};

export function productsOf({ vintage, digest }: Assortment) {
  return {
    annual: [PRODUCTS.annual],
    basic: [PRODUCTS.basic, ...(vintage ? [PRODUCTS.vintage] : []), ...(digest ? [PRODUCTS.digest] : [])],
    pro: [PRODUCTS.pro],
  };
}

/** The publication as Gatefold is configured for it. */
export function configOf(policies: Policies, assortment: Assortment): GatefoldConfig {
  const products = productsOf(assortment);
  return defineConfig({
    publication: { id: 'the-model', name: 'The Model', supportEmail: 'readers@model.example' },
    hosts: { service: SERVICE, site: SITE, allowedOrigins: [SITE] },
    features: [...FEATURES],
    plans: {
      annual: {
        name: 'Annual',
        ...PLANS.annual,
        products: products.annual,
        onSale: [
          { lookupKey: 'annual_usd', currency: 'usd', amount: 10_000, interval: 'year' },
          { lookupKey: 'week_pass_usd', currency: 'usd', amount: 300, passDays: 7 },
        ],
      },
      basic: {
        name: 'Basic',
        ...PLANS.basic,
        products: products.basic,
        onSale: [{ lookupKey: 'basic_usd', currency: 'usd', amount: 900, interval: 'month', trialDays: 14 }],
      },
      pro: {
        name: 'Pro',
        ...PLANS.pro,
        products: products.pro,
        onSale: [{ lookupKey: 'pro_usd', currency: 'usd', amount: 1_900, interval: 'month' }],
      },
    },
    policies,
  });
}

/** The same as the oracle knows it. */
export function shopOf(policies: Policies, assortment: Assortment, remembered: Shop['remembered']): Shop {
  const products = productsOf(assortment);
  return {
    ...policies,
    remembered,
    plans: {
      annual: { ...PLANS.annual, products: products.annual },
      basic: { ...PLANS.basic, products: products.basic },
      pro: { ...PLANS.pro, products: products.pro },
    },
  };
}
