import { buildCurrencyOptions, optionsId } from '../objects/priceOptions.ts';
import { orderId } from '../objects/sessionOrder.ts';
import { invalidRequest } from './refusal.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const MAX_DEPTH = 4;

/**
 * Puts whole objects in the place of the ids that `expand` names.
 * https://docs.stripe.com/api/expanding_objects
 */
export function expandAll(world: World, body: object, paths: readonly string[]): object {
  const copy: object = structuredCloneJson(body);
  for (const path of paths) {
    const segments = path.split('.');
    const depth = segments[0] === 'data' ? segments.length - 1 : segments.length;
    if (depth > MAX_DEPTH) {
      throw invalidRequest('You cannot expand more than 4 levels of a property.', { param: 'expand' });
    }
    expandPath(world, copy, segments, path);
  }
  return copy;
}

/** What Stripe leaves out of an object until it is asked for. */
function includable(world: World, owner: Record<string, unknown>, field: string): object | undefined {
  const id = String(owner.id);
  if (owner.object === 'checkout.session' && field === 'line_items') {
    const data = world.objects.get('session_order', orderId(id))?.lines ?? [];
    return { object: 'list', data, has_more: false, url: `/v1/checkout/sessions/${id}/line_items` };
  }
  if (owner.object === 'invoice' && field === 'payments') {
    const { data, hasMore } = world.objects.list('invoice_payment', { where: { invoice: id }, limit: 10 });
    return { object: 'list', data, has_more: hasMore, url: `/v1/invoice_payments?invoice=${id}` };
  }
  if (owner.object === 'price' && field === 'currency_options') {
    const options = world.objects.get('price_options', optionsId(id));
    return buildCurrencyOptions(owner as unknown as Stripe.Price, options);
  }
  if (owner.object === 'charge' && field === 'refunds') {
    const { data, hasMore } = world.objects.list('refund', { where: { charge: id }, limit: 10 });
    return { object: 'list', data, has_more: hasMore, url: `/v1/charges/${id}/refunds` };
  }
  return undefined;
}

function expandPath(world: World, node: unknown, segments: readonly string[], path: string): void {
  const [field, ...rest] = segments;
  if (field === undefined || node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const element of node) expandPath(world, element, segments, path);
    return;
  }
  const owner = node as Record<string, unknown>;
  if (!Object.hasOwn(owner, field)) owner[field] = includable(world, owner, field);
  const value = owner[field];
  if (value === undefined) {
    throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
  }
  const whole = (reference: unknown) =>
    typeof reference === 'string' ? named(world, reference, path) : reference;
  owner[field] = Array.isArray(value) ? value.map(whole) : whole(value);
  expandPath(world, owner[field], rest, path);
}

/** @throws {StripeRefusal} where the text is not an object's id */
function named(world: World, id: string, path: string): object {
  const found = world.objects.find(id);
  if (found !== undefined) return found;
  throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
}

/** The object as it will be sent; an SDK Decimal is a string there. */
function structuredCloneJson(body: object): object {
  return JSON.parse(JSON.stringify(body)) as object;
}
