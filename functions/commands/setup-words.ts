import { formatDays, formatPrice } from '../../client/src/prices.ts';
import type { PriceOnSale } from '../../shared/membership/catalogue.ts';
import type {
  EndpointTarget,
  PriceDifference,
  SeenPrice,
  SetupNote,
  SetupStep,
} from '../../shared/stripe/setup-steps.ts';

/** What is to be done and why: `+` is made, `~` is changed, `-` is what nobody will buy or need any more. */
export function stepLines(step: SetupStep): string[] {
  switch (step.kind) {
    case 'create_product':
      return [`+ product ${step.id}: “${step.name}”`];
    case 'update_product':
      return [
        `~ product ${step.id}:`,
        ...(step.was.name === step.name ? [] : [`    its name “${step.was.name}” becomes “${step.name}”`]),
        ...(step.was.active ? [] : ['    it was archived, and is sold again']),
      ];
    case 'create_price':
      return [
        `+ price ${step.sale.lookupKey}: ${saleWords(step.sale)}, of ${step.product}`,
        ...replacedLines(step.replaces, step.differences),
      ];
    case 'move_lookup_key':
      return [
        `~ price ${step.sale.lookupKey}: ${saleWords(step.sale)}, which ${step.price.id} of ${step.price.product} is already`,
        ...replacedLines(step.replaces, step.differences),
      ];
    case 'activate_price':
      return [
        `~ price ${step.sale.lookupKey}: ${step.price.id} (${saleWords(step.sale)}) was archived, and is sold again`,
      ];
    case 'create_portal':
      return [`+ portal: ${portalWords(step.target.choices.length)}`];
    case 'update_portal':
      return [
        `~ portal ${step.id}: ${portalWords(step.target.choices.length)}`,
        `    differs in: ${step.differences.join(', ')}`,
      ];
    case 'create_endpoint':
      return [`+ webhook endpoint ${endpointWords(step.target)}`];
    case 'update_endpoint':
      return [
        `~ webhook endpoint ${step.id} at ${step.target.url}:`,
        ...(step.missing.length === 0 ? [] : [`    is also sent ${step.missing.join(', ')}`]),
        ...(step.surplus.length === 0 ? [] : [`    is no longer sent ${step.surplus.join(', ')}`]),
        ...(step.enable ? ['    was disabled, and is enabled again'] : []),
      ];
  }
}

export function noteLines(note: SetupNote): string[] {
  switch (note.kind) {
    case 'endpoint_of_other_version':
      return [
        `- webhook endpoint ${note.id} speaks ${note.apiVersion ?? 'the account’s default version'}, which cannot be changed.`,
        '    Remove it in Stripe’s dashboard once events arrive at the new one.',
      ];
    case 'endpoint_surplus':
      return [
        `- webhook endpoint ${note.id} is a second one at the same URL: every event comes twice.`,
        '    Remove in Stripe’s dashboard the one whose secret you do not use.',
      ];
    case 'portal_surplus':
      return [
        `- portal ${note.id} is a second one for this publication. Switch it off in Stripe’s dashboard.`,
      ];
    case 'endpoint_impossible':
      return [`  No webhook endpoint: Stripe reaches https only, and hosts.service makes it ${note.url}.`];
    case 'too_many_to_change':
      return [
        `  Readers cannot change plans in the portal: it takes 10 products, and ${note.products} are sold.`,
      ];
  }
}

function saleWords(sale: PriceOnSale): string {
  return formatPrice(sale);
}

/** A price at Stripe, which may be of a kind that Gatefold does not sell. */
function priceWords({ amount, currency, interval, plain }: SeenPrice): string {
  if (amount === null) return 'a price without one amount';
  const once = formatPrice({ lookupKey: '', currency, amount, passDays: 1 }).replace(
    ` for ${formatDays(1)}`,
    '',
  );
  const rhythm = interval === null ? 'once' : /^\d/.test(interval) ? `every ${interval}s` : `per ${interval}`;
  return `${once} ${rhythm}${plain ? '' : ', with terms of its own'}`;
}

function replacedLines(replaced: SeenPrice | undefined, differences: readonly PriceDifference[]): string[] {
  if (replaced === undefined) return [];
  return [
    `- price ${replaced.id} (${priceWords(replaced)}, of ${replaced.product}) gives the lookup key up: another ${differences.map(differenceWords).join(' and ')}`,
    '    It stays active: whoever pays it goes on paying it, and nobody new is offered it.',
  ];
}

function differenceWords(difference: PriceDifference): string {
  return difference === 'form' ? 'form of pricing' : difference;
}

function portalWords(products: number): string {
  const change = products === 0 ? '' : ', change plans (at once for more, at the period’s end for less)';
  return `mend the card, see receipts, cancel for the period’s end${change}`;
}

function endpointWords({ url, events, apiVersion }: EndpointTarget): string {
  return `${url}: ${events.length} event types, version ${apiVersion}`;
}
