import * as z from 'zod';
import { ACCESS_TOKEN_MAX_LENGTH, REGISTERED } from '../../client/src/claims.ts';
import { wordsInput, wordsMistakes } from './words.ts';

const FEATURE_NAME = /^[a-z][a-z0-9-]{0,30}$/;
const PLAN_NAME = /^[a-z][a-z0-9-]{0,30}$/;
/** What a token takes beside its features, its issuer and its publication, encoded: header, other claims, signature. */
const TOKEN_REST_LENGTH = 900;

/** The longest pass, ten years: a longer one would outlive what anybody remembers selling. */
const PASS_MAX_DAYS = 3_660;

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/** An http(s) URL without credentials, query, fragment or trailing slash; plain http on loopback only. */
function baseUrl(mayHavePath: boolean) {
  return z.string().superRefine((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
      context.addIssue('write a full URL such as https://access.example.com');
      return;
    }
    if (url.protocol === 'http:' && !LOOPBACK_HOSTS.includes(url.hostname)) {
      context.addIssue('use https; plain http is for loopback only');
    }
    const canonical = url.origin + (mayHavePath && url.pathname !== '/' ? url.pathname : '');
    if (text !== canonical || text.endsWith('/')) {
      context.addIssue(`write it as ${canonical.replace(/\/+$/, '')}`);
    }
  });
}

/** Of an identity provider, exactly as it writes it: some issuers end with a slash. Plain http on loopback only. */
const providerUrl = z.string().refine(
  (text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname, username, search, hash } = new URL(text);
    if (username + search + hash !== '') return false;
    return protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOSTS.includes(hostname));
  },
  { error: 'a URL such as https://accounts.example.com, with https, no query and no fragment' },
);

const identityProvider = z.strictObject({
  /** Exactly as its ID tokens have `iss`. */
  issuer: providerUrl,
  /** The publication's applications there: what its ID tokens may have as `aud`. */
  clientIds: z.array(z.string().min(1).max(255)).min(1),
  /** Where its keys are; found by OpenID Connect Discovery where left out. */
  jwksUri: providerUrl.optional(),
});

const priceOnSale = z.strictObject({
  /** Stripe's lookup key. It only chooses which price is on sale; access maps by product. */
  lookupKey: z.string().regex(/^[\w.-]{1,200}$/, 'letters, digits, ".", "_" and "-", up to 200'),
  /** ISO 4217, lower case as Stripe writes it. */
  currency: z.string().regex(/^[a-z]{3}$/, 'three lower-case letters, as Stripe writes a currency'),
  /** In the currency's smallest unit: 10000 is 100.00 USD. */
  amount: z.int().positive(),
  /** A subscription that renews so often; either this or `passDays`. */
  interval: z.enum(['day', 'week', 'month', 'year']).optional(),
  /** A pass: paid once, for so many days from the payment. */
  passDays: z.int().min(1).max(PASS_MAX_DAYS).optional(),
  /** Days before the first payment, for a member who never had the plan. Stripe allows 730. */
  trialDays: z.int().min(1).max(730).optional(),
});

const plan = z.strictObject({
  name: z.string().trim().min(1).max(60),
  features: z.array(z.string()).min(1),
  /** The Stripe products that stand for this plan. */
  products: z.array(z.string().regex(/^[\w-]{1,255}$/, 'a Stripe product id')).min(1),
  onSale: z.array(priceOnSale).default([]),
  /** Days that an unpaid renewal still reads. */
  graceDays: z.int().min(0).max(90).default(7),
  /** On how many devices at once its member may be signed in; any number where absent. */
  devices: z.int().min(1).max(1_000).optional(),
});

const schema = z
  .strictObject({
    publication: z.strictObject({
      /** The audience of every token; never change it once readers have tokens. */
      id: z
        .string()
        .regex(/^[a-z][a-z0-9-]{1,40}$/, 'lower-case letters, digits and "-", beginning with a letter'),
      name: z
        .string()
        .trim()
        .min(1)
        .max(80)
        .regex(/^\P{Cc}*$/u, 'one line'),
      supportEmail: z.email(),
      /** Of mails and of the pages of signing in; BCP 47. */
      language: z
        .string()
        .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/, {
          error: 'a language such as "en" or "de-AT"',
          abort: true,
        })
        .default('en'),
    }),
    /** The publisher's own wording of single texts, by their names in shared/words/english.ts. */
    words: wordsInput.default({}),
    hosts: z.strictObject({
      /** Where Gatefold answers: the issuer of every token. May carry a path on the site's own host. */
      service: baseUrl(true),
      /** Where the publication is read, and where a reader goes when no other place is named. */
      site: baseUrl(false),
      /** The parent domain that the service and the site share; absent on loopback. */
      cookieDomain: z
        .string()
        .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain such as example.com')
        .optional(),
      /** Exact origins whose scripts may call the service and to which a reader may be sent back. */
      allowedOrigins: z.array(baseUrl(false)).min(1),
    }),
    /** Whose ID tokens readers may sign in with, beside mailed codes. */
    identityProviders: z.array(identityProvider).default([]),
    features: z.array(z.string().regex(FEATURE_NAME, 'lower-case letters, digits and "-"')).min(1),
    plans: z.record(z.string().regex(PLAN_NAME, 'lower-case letters, digits and "-"'), plan),
    policies: z
      .strictObject({
        /** What a subscription gives while Stripe's `pause_collection` is set. */
        pausedCollection: z.enum(['keep', 'suspend']).default('keep'),
        /** What a subscription gives once the payment of its period is fully refunded. */
        refundedSubscription: z.enum(['keep', 'suspend']).default('keep'),
        /** The same while that payment is disputed, and after the dispute is lost. */
        disputedSubscription: z.enum(['keep', 'suspend']).default('suspend'),
        /** Whether Checkout works taxes out; Stripe Tax must be set up first. */
        automaticTax: z.boolean().default(false),
        /** Whether Stripe's page takes promotion codes for subscriptions. */
        promotionCodes: z.boolean().default(false),
        /** The longest comp an admin may grant, in days. */
        compMaxDays: z.int().positive().max(36_500).default(1_830),
      })
      .prefault({}),
  })
  .superRefine((config, context) => {
    const complain = (path: (string | number)[], message: string) => {
      context.addIssue({ code: 'custom', path, message });
    };
    const seenFeatures = new Set<string>();
    for (const [index, feature] of config.features.entries()) {
      if (feature === REGISTERED) complain(['features', index], `"${REGISTERED}" is built in; leave it out`);
      if (seenFeatures.has(feature)) complain(['features', index], `"${feature}" is listed twice`);
      seenFeatures.add(feature);
    }
    const spoken = JSON.stringify([
      config.hosts.service,
      config.publication.id,
      REGISTERED,
      ...config.features,
    ]);
    if (TOKEN_REST_LENGTH + Math.ceil((spoken.length * 4) / 3) > ACCESS_TOKEN_MAX_LENGTH) {
      complain(['features'], 'these are too many, or too long: a token that names them all would be refused');
    }
    for (const [key, mistake] of wordsMistakes(config.publication.language, config.words)) {
      complain(['words', key], mistake);
    }
    const issuers = config.identityProviders.map(({ issuer }) => issuer);
    for (const [index, issuer] of issuers.entries()) {
      if (issuers.indexOf(issuer) !== index) {
        complain(['identityProviders', index, 'issuer'], `${issuer} is listed twice`);
      }
    }
    const planOfProduct = new Map<string, string>();
    const seenLookupKeys = new Set<string>();
    for (const [planId, { features, products, onSale }] of Object.entries(config.plans)) {
      for (const [index, feature] of features.entries()) {
        if (!seenFeatures.has(feature)) {
          complain(
            ['plans', planId, 'features', index],
            `"${feature}" is not one of the publication's features`,
          );
        }
      }
      for (const [index, product] of products.entries()) {
        const other = planOfProduct.get(product);
        if (other !== undefined) {
          complain(['plans', planId, 'products', index], `${product} already stands for the plan "${other}"`);
        }
        planOfProduct.set(product, planId);
      }
      for (const [index, { lookupKey, interval, passDays, trialDays }] of onSale.entries()) {
        if ((interval === undefined) === (passDays === undefined)) {
          complain(
            ['plans', planId, 'onSale', index],
            'give either interval, for a subscription, or passDays',
          );
        }
        if (passDays !== undefined && trialDays !== undefined) {
          complain(['plans', planId, 'onSale', index, 'trialDays'], 'a pass has no trial');
        }
        if (seenLookupKeys.has(lookupKey)) {
          complain(['plans', planId, 'onSale', index, 'lookupKey'], `${lookupKey} is on sale twice`);
        }
        seenLookupKeys.add(lookupKey);
      }
    }
    const { service, site, cookieDomain, allowedOrigins } = config.hosts;
    if (!allowedOrigins.includes(site)) complain(['hosts', 'allowedOrigins'], `add the site itself, ${site}`);
    if (cookieDomain === undefined) {
      if (new URL(service).hostname !== new URL(site).hostname) {
        complain(['hosts', 'cookieDomain'], 'name the parent domain that the service and the site share');
      }
    } else {
      for (const [field, host] of [['service', service] as const, ['site', site] as const]) {
        const { hostname } = new URL(host);
        if (hostname !== cookieDomain && !hostname.endsWith(`.${cookieDomain}`)) {
          complain(['hosts', field], `${hostname} is not under the cookie domain ${cookieDomain}`);
        }
      }
    }
  });

export type GatefoldConfig = z.output<typeof schema>;
export type GatefoldConfigInput = z.input<typeof schema>;
export type PlanConfig = GatefoldConfig['plans'][string];

/** Thrown where gatefold.config.ts cannot be used; `message` has one line a mistake, each naming its field. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'config_invalid';
}

/**
 * Checks a publication's configuration and fills in what was left out.
 *
 * @throws {ConfigError} naming every field that is wrong
 */
export function defineConfig(input: GatefoldConfigInput): GatefoldConfig {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const lines = result.error.issues.map(
    ({ path, message }) => `  ${path.length === 0 ? '(top level)' : path.map(String).join('.')}: ${message}`,
  );
  throw new ConfigError(`gatefold.config.ts cannot be used:\n${lines.join('\n')}`);
}
