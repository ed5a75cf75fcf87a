import type { GatefoldConfig, PlanConfig } from '../config/schema.ts';
import type { PriceOnSale } from '../membership/catalogue.ts';
import type { ProductId } from '../membership/model.ts';
import type { PriceDifference, PriceRef, SeenAccount, SeenPrice, SetupStep } from './setup-steps.ts';

export interface CatalogueSetup {
  readonly steps: readonly SetupStep[];
  /** The price that each sale ends up with. */
  readonly prices: readonly OnOffer[];
}

export interface OnOffer {
  readonly sale: PriceOnSale;
  readonly product: ProductId;
  readonly price: PriceRef;
}

/** The products and prices that the configuration sells, against those that the account has. */
export function planCatalogue(config: GatefoldConfig, seen: SeenAccount): CatalogueSetup {
  const prices: OnOffer[] = [];
  const priceSteps: SetupStep[] = [];
  // A price takes one lookup key.
  const taken = new Set<string>();
  for (const plan of Object.values(config.plans)) {
    for (const sale of plan.onSale) {
      const { step, offer } = planPrice(
        plan,
        sale,
        seen.prices.filter(({ id }) => !taken.has(id)),
      );
      if ('id' in offer.price) taken.add(offer.price.id);
      prices.push(offer);
      if (step !== undefined) priceSteps.push(step);
    }
  }
  const sold = new Set(prices.map(({ product }) => product));
  const productSteps = Object.values(config.plans).flatMap((plan) =>
    plan.products.flatMap((id) => planProduct(id, productName(config, plan), seen, sold.has(id))),
  );
  return { steps: [...productSteps, ...priceSteps], prices };
}

/** As readers see it on Stripe's pages and receipts. */
function productName(config: GatefoldConfig, plan: PlanConfig): string {
  return `${config.publication.name}: ${plan.name}`;
}

/** A product that is no longer sold keeps the name and the state that somebody gave it. */
function planProduct(id: ProductId, name: string, seen: SeenAccount, isSold: boolean): SetupStep[] {
  const was = seen.products.get(id);
  if (was === undefined) return [{ kind: 'create_product', id, name }];
  if (!isSold || (was.active && was.name === name)) return [];
  return [{ kind: 'update_product', id, was, name }];
}

function planPrice(
  plan: PlanConfig,
  sale: PriceOnSale,
  seen: readonly SeenPrice[],
): { readonly step?: SetupStep; readonly offer: OnOffer } {
  const holder = seen.find(({ lookupKey }) => lookupKey === sale.lookupKey);
  const differences = holder === undefined ? [] : differencesOf(holder, sale, plan.products);
  if (holder !== undefined && differences.length === 0) {
    const offer = { sale, product: holder.product, price: { id: holder.id } };
    return holder.active ? { offer } : { step: { kind: 'activate_price', price: holder, sale }, offer };
  }
  const replaces = holder && { replaces: holder };
  const twin = seen.find(
    (price) =>
      price.active && price.lookupKey === null && differencesOf(price, sale, plan.products).length === 0,
  );
  if (twin !== undefined) {
    const step: SetupStep = { kind: 'move_lookup_key', price: twin, sale, differences, ...replaces };
    return { step, offer: { sale, product: twin.product, price: { id: twin.id } } };
  }
  const [product = ''] = plan.products;
  const step: SetupStep = { kind: 'create_price', product, sale, differences, ...replaces };
  return { step, offer: { sale, product, price: { madeFor: sale.lookupKey } } };
}

/** Why a price is not the one that is to be sold. */
function differencesOf(
  price: SeenPrice,
  sale: PriceOnSale,
  products: readonly ProductId[],
): PriceDifference[] {
  const differences: PriceDifference[] = [];
  if (!products.includes(price.product)) differences.push('product');
  if (price.currency !== sale.currency) differences.push('currency');
  if (price.amount !== sale.amount) differences.push('amount');
  if (price.interval !== (sale.interval ?? null)) differences.push('interval');
  if (!price.plain) differences.push('form');
  return differences;
}
