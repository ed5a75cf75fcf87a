import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { perform, thaw } from './lives/acts.ts';
import type { Person, Scene } from './lives/acts.ts';
import type { Life } from './lives/life.ts';
import { endInSweeps } from './lives/settle.ts';
import { judgeTheEnd } from './oracle/end.ts';
import type { Tally } from './stage/weather.ts';
import { createWatch } from './watch.ts';
import type { Finding, Watch } from './watch.ts';
import { openModelWorld } from './world.ts';
import type { ModelWorld } from './world.ts';

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly lives: number;
  readonly steps: number;
  readonly checks: number;
  readonly mints: number;
  readonly tally: Tally;
  readonly notes: readonly string[];
}

/** Lives a life through, and judges it: at every instant, and once more when all has come to rest. */
export async function live(life: Life, dynamo: DynamoDBClient, prefix: string): Promise<Outcome> {
  let watch: Watch | undefined;
  const world = await openModelWorld({
    ...{ dynamo, prefix, seed: life.seed, weather: life.weather, policies: life.policies },
    afterEach: async (dirt) => watch?.afterEach(dirt),
  });
  try {
    watch = createWatch(world);
    const { stage } = world;
    world.double.control.setDunning({ retryAfterDays: [3, 5, 7], end: life.dunningEnd });
    world.begin();
    const scene: Scene = { world, watch, life, notes: [], offers: new Map() };
    const people = Array.from({ length: life.people }, (_, index) => personOf(world.objects, index));
    for (const { afterSeconds, who, act } of life.steps) {
      await stage.runUntil(stage.now() + afterSeconds * 1000);
      const person = people[who % people.length];
      if (person !== undefined) await perform(scene, person, act);
    }
    await stage.runUntil(stage.now() + 3_600_000);
    for (const id of [...world.frozen.keys()]) thaw(world, id);
    await endInSweeps(world);
    await judgeTheEnd(world, watch);
    return {
      findings: watch.findings,
      lives: life.people,
      steps: life.steps.length,
      ...watch.counts(),
      tally: world.sky.tally,
      notes: scene.notes,
    };
  } finally {
    await world.close();
  }
}

function personOf(objects: ModelWorld['objects'], index: number): Person {
  const address = `${['ada', 'ben', 'cem', 'dot'][index] ?? 'eve'}@example.com`;
  const known = new Set<string>();
  return {
    address,
    customers: () => {
      for (const { id } of objects.list('customer', { where: { email: address }, limit: 100 }).data)
        known.add(id);
      return [...known];
    },
  };
}
