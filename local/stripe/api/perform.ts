/** Parameters of a call, as a program writes them. */
export interface ApiParams {
  readonly [name: string]: ApiValue | undefined;
}
type ApiValue = string | number | boolean | readonly ApiValue[] | ApiParams;

/**
 * Does what a call of the API does, for the double's own pages: nothing counts it, limits it or makes it fail. The
 * caller sends the events on their way, once its transaction is over.
 *
 * @param endpoint as the API names it, such as `POST /v1/customers/:id`
 * @returns an object of the API, or a refusal that lets its changes stand, as a decline does
 * @throws {StripeRefusal} where nothing is changed
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
