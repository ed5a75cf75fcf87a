import { CALM } from '../stage/weather.ts';
import type { ModelWorld } from '../world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** All that is on its way arrives, everybody is read once more, in good weather, until nothing waits. */
export async function settle(world: ModelWorld): Promise<void> {
  const { stage, sky, queue, postOffice } = world;
  const { weather } = sky;
  clearUp(world);
  world.look();
  await postOffice.hurry();
  await stage.runUntil(stage.now() + MINUTE);
  const asks = [...world.histories.keys()].map(
    (customer) => ({ kind: 'ask', customer, by: 'sweep' }) as const,
  );
  await queue.sendBatch(asks);
  await drain(world);
  sky.weather = weather;
}

/**
 * The weather stays good, and whatever was on its way is lost: what is still to be found out is the sweeps' to find.
 * The hourly one comes first, then those of the next night.
 */
export async function endInSweeps(world: ModelWorld): Promise<void> {
  const { stage, double, postOffice } = world;
  clearUp(world);
  double.control.suppress(null);
  double.control.setEventsLag(0);
  world.look();
  postOffice.drop();
  await drain(world);
  await stage.runUntil(stage.now() + 65 * MINUTE);
  await sweepToTheEnd(world);
  await drain(world);
  const midnight = Math.ceil(stage.now() / DAY) * DAY;
  await stage.runUntil(midnight + 200 * MINUTE);
  postOffice.drop();
  await sweepToTheEnd(world);
  await drain(world);
}

function clearUp({ sky }: ModelWorld): void {
  sky.weather = CALM;
  sky.stripeAwayUntil = 0;
}

/** Until the queue is empty, and has been for longer than a read to settle a change waits. */
async function drain({ stage, queue }: ModelWorld): Promise<void> {
  for (let round = 0; round < 300; round += 1) {
    await stage.runUntil(stage.now() + 2 * MINUTE);
    if (queue.isEmpty()) return;
  }
  throw new Error('The queue does not come to rest.');
}

async function sweepToTheEnd({ stage, sweep }: ModelWorld): Promise<void> {
  const task = await sweep();
  for (let minute = 0; minute < 60 && task.alive; minute += 1) await stage.runUntil(stage.now() + MINUTE);
  if (task.alive) throw new Error('The sweep does not end.');
}
