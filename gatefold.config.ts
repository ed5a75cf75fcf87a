import { defineConfig } from './shared/config/schema.ts';

/** The publication. docs/configuration.md explains each field; a mistake is named when anything starts. */
export default defineConfig({
  publication: {
    id: 'the-fold',
    name: 'The Fold',
    supportEmail: 'readers@thefold.example',
  },
  hosts: {
    service: 'https://access.thefold.example',
    site: 'https://thefold.example',
    cookieDomain: 'thefold.example',
    allowedOrigins: ['https://thefold.example', 'https://www.thefold.example'],
  },
  features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
  plans: {
    annual: {
      name: 'Annual',
      features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
      products: ['prod_gatefold_annual'],
      onSale: [{ lookupKey: 'gatefold_annual_usd', currency: 'usd', amount: 10_000, interval: 'year' }],
      graceDays: 7,
    },
  },
  policies: {
    pausedCollection: 'keep',
    refundedSubscription: 'keep',
    disputedSubscription: 'suspend',
  },
});
