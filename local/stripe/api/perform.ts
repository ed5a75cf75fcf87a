import { StripeRefusal } from './refusal.ts';

/** Parameters of a call, as a program writes them. */
export interface ApiParams {
  readonly [name: string]: ApiValue | undefined;
}
type ApiValue = string | number | boolean | readonly ApiValue[] | ApiParams;

/**
 * Does what a call of the API does, for the double's own pages: nothing counts it, limits it or makes it fail.
 *
 * @param endpoint as the API names it, such as `POST /v1/customers/:id`
 * @throws {StripeRefusal} also where the API would return it and let its changes stand
 */
export type Perform = (endpoint: string, id: string, params?: ApiParams) => object;

/** The text of which a form is made: https://docs.stripe.com/api takes nothing else. */
export function asForm(value: ApiValue): unknown {
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return value.length === 0 ? '' : value.map(asForm);
  const sent = Object.entries(value).flatMap(([name, part]) =>
    part === undefined ? [] : [[name, asForm(part)] as const],
  );
  return Object.fromEntries(sent);
}

function isList(value: readonly ApiValue[] | ApiParams): value is readonly ApiValue[] {
  return Array.isArray(value);
}

export function accepted(result: object): object {
  if (result instanceof StripeRefusal) throw result;
  return result;
}
