import { clearable, flag, mergeMetadata, metadata, pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { buildProduct } from '../objects/product.ts';
import type { Api } from '../api/endpoint.ts';
import type Stripe from 'stripe';

/** https://docs.stripe.com/api/products */
export function products(api: Api): void {
  const fields = { active: flag.optional(), description: clearable(text).optional() };

  api.post(
    '/v1/products',
    { ...fields, id: text.optional(), name: text, metadata: metadata.optional() },
    ({ id, ...params }, { world }) => {
      if (id !== undefined && world.objects.find(id) !== undefined) {
        throw invalidRequest('Product already exists.', { param: 'id', code: 'resource_already_exists' });
      }
      const stamp = world.stamp('product');
      const product = buildProduct(id === undefined ? stamp : { ...stamp, id }, params);
      world.objects.put('product', product);
      emit(world, 'product.created', product);
      return product;
    },
  );

  api.get('/v1/products/:id', {}, (_, { world, id }) => required(world, 'product', id));

  api.post(
    '/v1/products/:id',
    { ...fields, name: text.optional(), metadata: clearable(metadata).optional() },
    (params, { world, id }) => {
      const before = required(world, 'product', id);
      const after: Stripe.Product = {
        ...before,
        active: params.active ?? before.active,
        description: params.description === undefined ? before.description : params.description,
        name: params.name ?? before.name,
        metadata: mergeMetadata(before.metadata, params.metadata),
        updated: world.now(),
      };
      world.objects.put('product', after);
      emit(world, 'product.updated', after, before);
      return after;
    },
  );

  api.get(
    '/v1/products',
    { ...pagination, active: flag.optional(), created: range.optional() },
    ({ active, created, ...page }, { world }) =>
      listPage(world, 'product', '/v1/products', page, { where: { active }, created }),
  );
}
