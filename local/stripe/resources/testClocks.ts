import { integer, pagination, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { emit } from '../events.ts';
import { buildTestClock } from '../objects/testClock.ts';
import { deleteClock } from '../billing/clockDeletion.ts';
import { advanceClock } from '../time/testClock.ts';
import type { Api } from '../api/endpoint.ts';

/** https://docs.stripe.com/api/test_clocks */
export function testClocks(api: Api): void {
  api.post(
    '/v1/test_helpers/test_clocks',
    { frozen_time: integer, name: text.max(300).optional() },
    ({ frozen_time: frozenTime, name = null }, { world }) => {
      const clock = buildTestClock(world.stamp('test_helpers.test_clock'), { frozenTime, name });
      world.objects.put('test_helpers.test_clock', clock);
      emit(world, 'test_helpers.test_clock.created', clock);
      return clock;
    },
  );

  api.get('/v1/test_helpers/test_clocks/:id', {}, (_, { world, id }) =>
    required(world, 'test_helpers.test_clock', id),
  );

  api.get('/v1/test_helpers/test_clocks', pagination, (page, { world }) =>
    listPage(world, 'test_helpers.test_clock', '/v1/test_helpers/test_clocks', page, {}),
  );

  api.post('/v1/test_helpers/test_clocks/:id/advance', { frozen_time: integer }, (params, { world, id }) =>
    advanceClock(world, required(world, 'test_helpers.test_clock', id), params.frozen_time),
  );

  api.delete('/v1/test_helpers/test_clocks/:id', {}, (_, { world, id }) =>
    deleteClock(world, required(world, 'test_helpers.test_clock', id)),
  );
}
