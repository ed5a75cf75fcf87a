import { invalidRequest, noSuch } from './refusal.ts';
import type { Kind, ListQuery, Stored } from '../store/objects.ts';
import type { World } from '../world.ts';

const DEFAULT_LIMIT = 10;

export interface PageParams {
  readonly limit?: number | undefined;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
}

export interface ListBody<T> {
  readonly object: 'list';
  readonly url: string;
  readonly has_more: boolean;
  readonly data: T[];
}

/** One page, newest first: https://docs.stripe.com/api/pagination */
export function listPage<K extends Kind>(
  world: World,
  kind: K,
  url: string,
  page: PageParams,
  query: Omit<ListQuery, 'limit' | 'startingAfter' | 'endingBefore'>,
): ListBody<Stored[K]> {
  if (page.starting_after !== undefined && page.ending_before !== undefined) {
    throw invalidRequest('You cannot parameterize both starting_after and ending_before.', {
      param: 'starting_after',
    });
  }
  for (const param of ['starting_after', 'ending_before'] as const) {
    const cursor = page[param];
    if (cursor !== undefined && world.objects.get(kind, cursor) === undefined) {
      throw noSuch(kind, cursor, param);
    }
  }
  const { data, hasMore } = world.objects.list(kind, {
    ...query,
    limit: page.limit ?? DEFAULT_LIMIT,
    startingAfter: page.starting_after,
    endingBefore: page.ending_before,
  });
  return { object: 'list', url, has_more: hasMore, data };
}

/** @throws {StripeRefusal} resource_missing; `param` where it was not the path that named the object */
export function required<K extends Kind>(world: World, kind: K, id: string, param?: string): Stored[K] {
  const object = world.objects.get(kind, id);
  if (object === undefined) throw noSuch(kind.replace(/^.*\./, '').replaceAll('_', ' '), id, param);
  return object;
}
