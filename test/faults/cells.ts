import { FLOWS } from './flows.ts';
import type { Flow } from './flow.ts';
import { FAULTS } from './proxy.ts';
import type { Fault } from './proxy.ts';
import type { Seen } from './readers.ts';
import { SERVICES } from './services.ts';
import type { ServiceName } from './services.ts';
import type { FaultyWorld } from './world.ts';

/** Something that goes wrong, from a moment until another. */
export interface Trouble {
  readonly name: string;
  readonly meets: (flow: Flow) => boolean;
  begin(world: FaultyWorld): void | Promise<void>;
  end(world: FaultyWorld): void;
}

function onWire(service: ServiceName, fault: Fault): Trouble {
  return {
    name: `${service} ${WORDS[fault]}`,
    meets: ({ calls }) => calls.includes(service),
    begin: (world) => {
      world.set(service, fault);
    },
    end: (world) => {
      if (world.met(service) === 0) throw new Error('The fault met no call.');
      world.set(service);
    },
  };
}

const WORDS: Readonly<Record<Fault, string>> = {
  throttled: 'throttles every call',
  failing: 'answers 500',
  slow: 'is slow',
  hanging: 'never answers',
  reset: 'resets every connection',
  half: 'breaks off half-way through each answer',
};

function clockOff(name: string, seconds: number): Trouble {
  const flows = ['mint', 'sign-in', 'event'];
  return {
    name,
    meets: (flow) => flows.includes(flow.name),
    begin: (world) => {
      world.skew(seconds);
    },
    end: (world) => {
      world.skew(0);
    },
  };
}

const POISON: Trouble = {
  name: 'a message that nobody can read',
  meets: ({ name }) => name === 'event' || name === 'sweep',
  begin: (world) => world.poison(),
  end: () => undefined,
};

export const TROUBLES: readonly Trouble[] = [
  ...SERVICES.flatMap((service) => FAULTS.map((fault) => onWire(service, fault))),
  clockOff('our clock five minutes ahead', 300),
  clockOff('our clock five minutes behind', -300),
  POISON,
];

/** What a trouble does to each flow that meets it. */
export interface Row {
  readonly trouble: string;
  readonly seen: Readonly<Record<string, Seen>>;
  readonly promises: readonly number[];
}

let runs = 0;

/** @throws where a promise is broken, naming the flow */
export async function liveThrough(
  world: FaultyWorld,
  trouble: Trouble,
  among: readonly Flow[] = FLOWS,
): Promise<Row> {
  const flows = among.filter(trouble.meets);
  const seen: Record<string, Seen> = {};
  for (const flow of flows) {
    try {
      seen[flow.name] = await liveFlow(world, flow, trouble);
    } catch (error) {
      throw new Error(`${trouble.name}, ${flow.name}: ${String(error)}`, { cause: error });
    } finally {
      for (const service of SERVICES) world.set(service);
      world.skew(0);
    }
  }
  const promises = new Set(flows.flatMap((flow) => flow.promises));
  return { trouble: trouble.name, seen, promises: [...promises].sort((one, other) => one - other) };
}

async function liveFlow(world: FaultyWorld, flow: Flow, trouble: Trouble): Promise<Seen> {
  const run = await flow.begin(world, nextId());
  await trouble.begin(world);
  const seen = await run.during();
  trouble.end(world);
  await run.after();
  return seen;
}

const nextId = () => String((runs += 1));

/**
 * Lives through a flow again and again: killed before its first call, before its second, and so on, until it comes to its
 * end by itself.
 *
 * @returns how many calls it takes
 * @throws where a promise is broken, naming the call
 */
export async function killAtEveryCall(world: FaultyWorld, flow: Flow): Promise<number> {
  for (let after = 0; ; after += 1) {
    const run = await flow.begin(world, nextId());
    world.killAfter(after);
    await run.during();
    const isOver = world.calls() <= after;
    world.killAfter(Infinity);
    try {
      await run.after();
    } catch (error) {
      throw new Error(`${flow.name}, killed after ${after} calls: ${String(error)}`, { cause: error });
    }
    if (isOver) return after;
  }
}
