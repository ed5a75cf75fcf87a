import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTables } from '../../local/tables.ts';
import { createGatefoldSide, WEBHOOK, writtenBy } from './gatefold-side.ts';
import type { Policies } from './lives/publication.ts';
import { createLuck } from './stage/luck.ts';
import { createPostOffice } from './stage/post-office.ts';
import type { PostOffice } from './stage/post-office.ts';
import { stagedDynamo, stagedStripe } from './stage/ports.ts';
import { createStagedQueue } from './stage/sqs.ts';
import { createStage } from './stage/stage.ts';
import { CALM, createSky } from './stage/weather.ts';
import type { Weather } from './stage/weather.ts';
import { createStripeSide, stock } from './stripe-side.ts';

const START = Date.UTC(2027, 0, 15, 12);
/** The hourly sweep, and the five minutes that it leaves to events on their way. */
const SWEEP_AFTER_MILLIS = 65 * 60_000;

export type ModelWorld = Awaited<ReturnType<typeof openModelWorld>>;

/** What something that happened has touched. */
export interface Touched {
  readonly members: Set<string>;
  readonly customers: Set<string>;
}

export interface WorldOptions {
  readonly dynamo: DynamoDBClient;
  readonly prefix: string;
  readonly seed: number;
  readonly weather: Weather;
  readonly policies: Policies;
  /** Runs whenever something has happened, with what it touched. */
  readonly afterEach: (touched: Touched) => Promise<void>;
}

/**
 * Stripe and all of Gatefold in one process, on a stage where a seed decides what happens when. In between stands
 * everything that can go wrong.
 */
export async function openModelWorld({ dynamo, prefix, seed, weather, policies, afterEach }: WorldOptions) {
  const luck = createLuck(seed);
  const sky = createSky(luck, CALM);
  let touched: Touched = { members: new Set(), customers: new Set() };
  /** By Stripe customer, whose it is. */
  const linked = new Map<string, string>();

  const stripe = createStripeSide({
    now: () => stage.now(),
    random: createLuck(~seed).bytes,
    isSilent: () => sky.weather.neverMade > 0,
    told: (event) => {
      postOffice.post(event);
      planSweep();
    },
    changed: (customer) => touched.customers.add(customer),
  });
  const { control } = stripe.double;
  const stage = createStage(
    START,
    {
      nextAt: () => {
        const due = control.nextDue();
        return due === undefined ? undefined : due * 1000;
      },
      come: () => {
        if (control.catchUp() === 0) throw new Error('The double has something due that it does not do.');
        stripe.look();
      },
    },
    async () => {
      if (touched.members.size + touched.customers.size === 0) return;
      const now = touched;
      touched = { members: new Set(), customers: new Set() };
      await afterEach(now);
    },
  );

  const queue = createStagedQueue(stage, sky, (message, sentAt) => {
    const customer =
      message.kind === 'event' ? stripe.customerOfEvent.get(message.eventId) : message.customer;
    if (customer === undefined || !linked.has(customer)) return;
    stripe.histories.get(customer)?.knows(sentAt);
    touched.customers.add(customer);
  });
  const staged = stagedDynamo(dynamo, stage, sky, (call) => {
    const { members, links } = writtenBy(call, `${prefix}-members`);
    for (const member of members) touched.members.add(member);
    for (const [customer, member] of links) linked.set(customer, member);
  });
  const callStripe = stagedStripe(stripe.double, stage, sky);

  await createTables(dynamo, prefix);
  const gatefold = await createGatefoldSide({
    ...{ staged, dynamo, prefix, stage, sky, policies },
    queues: { sync: queue, mail: createStagedQueue(stage, sky, () => undefined) },
    stripe: async (input, init) => {
      const answer = await callStripe(input, init);
      if (init?.method === 'POST') stripe.look();
      return answer;
    },
  });
  const postOffice: PostOffice = createPostOffice(stage, sky, WEBHOOK, gatefold.fetch);

  let sweepIsPlanned = false;
  /** Where nothing happens, a sweep finds nothing: the hourly one comes after something has. */
  function planSweep(): void {
    if (!sky.weather.sweeps || sweepIsPlanned) return;
    sweepIsPlanned = true;
    stage.at(stage.now() + SWEEP_AFTER_MILLIS, async () => {
      sweepIsPlanned = false;
      await gatefold.sweep();
    });
  }

  await stock(stripe);
  // As the schedule has it soon after a deployment; later windows begin where this one ends.
  await gatefold.service().sweep({ pause: () => Promise.resolve() });

  return {
    ...stripe,
    ...gatefold,
    ...{ stage, sky, luck, linked, queue, postOffice },
    hasSilentChanges: weather.neverMade > 0,
    /** From now on things go as badly as they are to go. */
    begin: () => {
      sky.weather = weather;
      control.setEventsLag(weather.listLagSeconds);
      if (weather.neverMade > 0) control.suppress({ share: weather.neverMade, seed });
    },
    close: () => stripe.double.stop(),
  };
}
