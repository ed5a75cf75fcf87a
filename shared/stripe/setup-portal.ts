import type { ProductId } from '../membership/model.ts';
import type { OnOffer } from './setup-catalogue.ts';
import type {
  PortalFeatures,
  PortalTarget,
  PriceRef,
  SeenPortal,
  Setup,
  SetupNote,
  SetupStep,
} from './setup-steps.ts';

/** By this metadata of a portal configuration its publication is known. */
export const PUBLICATION_METADATA = 'gatefold_publication';

/** docs.stripe.com/api/customer_portal/configurations/object, features.subscription_update.products */
const PRODUCTS_LIMIT = 10;

/**
 * A reader may mend the card, see receipts, and cancel for the end of what is paid. The address is not among what may be
 * changed: it is by the address that a customer finds its member.
 */
const FEATURES: PortalTarget['features'] = {
  customerUpdates: ['address', 'name', 'tax_id'],
  invoiceHistory: true,
  paymentMethodUpdate: true,
  cancel: {
    mode: 'at_period_end',
    reasons: [
      'customer_service',
      'low_quality',
      'missing_features',
      'other',
      'switched_service',
      'too_expensive',
      'unused',
    ],
  },
};

/** What is dearer is paid and given at once; what is cheaper or shorter begins when the period that is paid has ended. */
export const CHANGES = {
  updates: ['price'],
  proration: 'always_invoice',
  waits: ['decreasing_item_amount', 'shortening_interval'],
} as const;

export function planPortal(onOffer: readonly OnOffer[], seen: readonly SeenPortal[]): Setup {
  const { choices, notes } = choicesAmong(onOffer);
  const target: PortalTarget = { features: FEATURES, choices };
  const kept = seen.find(({ active }) => active) ?? seen[0];
  const surplus = seen
    .filter(({ active, id }) => active && id !== kept?.id)
    .map(({ id }): SetupNote => ({ kind: 'portal_surplus', id }));
  return { steps: stepTo(target, kept), notes: [...notes, ...surplus] };
}

function stepTo(target: PortalTarget, kept: SeenPortal | undefined): SetupStep[] {
  if (kept === undefined) return [{ kind: 'create_portal', target }];
  const differences = portalDifferences(kept, target);
  return differences.length === 0 ? [] : [{ kind: 'update_portal', id: kept.id, target, differences }];
}

/** Stripe offers one price of a product for each currency and interval. */
function choicesAmong(onOffer: readonly OnOffer[]): {
  readonly choices: PortalTarget['choices'];
  readonly notes: readonly SetupNote[];
} {
  const products = new Map<ProductId, PriceRef[]>();
  const taken = new Set<string>();
  for (const { sale, product, price } of onOffer) {
    const place = `${product} ${sale.currency} ${sale.interval ?? ''}`;
    if (sale.interval === undefined || taken.has(place)) continue;
    taken.add(place);
    products.set(product, [...(products.get(product) ?? []), price]);
  }
  if (products.size > PRODUCTS_LIMIT) {
    return { choices: [], notes: [{ kind: 'too_many_to_change', products: products.size }] };
  }
  const choices = [...products].map(([product, prices]) => ({ product, prices }));
  return { choices: taken.size < 2 ? [] : choices, notes: [] };
}

function portalDifferences(seen: SeenPortal, target: PortalTarget): string[] {
  const now = seen.features;
  const { features } = target;
  const compared: readonly (readonly [what: string, isSame: boolean])[] = [
    ['switched off', seen.active],
    ['details of the reader', same(now.customerUpdates.toSorted(), features.customerUpdates)],
    ['receipts', now.invoiceHistory === features.invoiceHistory],
    ['the card', now.paymentMethodUpdate === features.paymentMethodUpdate],
    ['cancelling', same(sortedCancel(now.cancel), sortedCancel(features.cancel))],
    ['changing plans', same(sortedChange(now.change), sortedChange(changeOf(target.choices)))],
  ];
  return compared.filter(([, isSame]) => !isSame).map(([what]) => what);
}

/** A price that is still to be made differs from every price that is there. */
function changeOf(choices: PortalTarget['choices']): PortalFeatures['change'] {
  if (choices.length === 0) return null;
  const products = choices.map(({ product, prices }) => ({
    product,
    prices: prices.map((price) => ('id' in price ? price.id : `(${price.madeFor})`)),
  }));
  return { ...CHANGES, products };
}

function sortedCancel(cancel: PortalFeatures['cancel']): PortalFeatures['cancel'] {
  return cancel && { mode: cancel.mode, reasons: cancel.reasons.toSorted() };
}

function sortedChange(change: PortalFeatures['change']): PortalFeatures['change'] {
  return (
    change && {
      updates: change.updates.toSorted(),
      proration: change.proration,
      waits: change.waits.toSorted(),
      products: change.products
        .map(({ product, prices }) => ({ product, prices: prices.toSorted() }))
        .sort((one, other) => (one.product < other.product ? -1 : 1)),
    }
  );
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
