import { openGatefold } from './events/gatefold.ts';
import type { Cost } from './events/gatefold.ts';
import { renewals } from './events/payloads.ts';
import type { Payload } from './events/payloads.ts';
import { openRival } from './events/rival.ts';
import type { Ratio } from './ratio.ts';

/**
 * What an event costs, alone and in a burst of renewals, and how long the burst takes beside a rival that stores the
 * same payloads and asks Stripe nothing. Settle readings are counted in.
 */
export async function benchEvents(count = 1_000): Promise<Ratio[]> {
  const stripe = await renewals(count);
  const gatefold = await openGatefold(stripe);
  const rival = await openRival();
  try {
    await gatefold.take(stripe.before);
    await rival?.take(stripe.before);
    const own = eventsOfOne(stripe.burst);
    const alone = await gatefold.take(own.slice(-1));
    const burst = await gatefold.take(stripe.burst);
    const theirs = await rival?.take(stripe.burst);
    await stripe.double.stop();
    return [
      ...perEvent('one event that changes something', alone, 1, { stripeReads: 2, dynamoReads: 1 }),
      ...perEvent(
        `one of ${stripe.burst.length} events, a burst of ${count} renewals`,
        burst,
        stripe.burst.length,
      ),
      { name: 'events a second in that burst / 100', ratio: stripe.burst.length / burst.seconds / 100 },
      ...(theirs === undefined
        ? []
        : [
            {
              name: 'time for the burst / stripe-sync-engine on PostgreSQL',
              ratio: burst.seconds / theirs,
              goal: 1,
            },
          ]),
    ];
  } finally {
    await rival?.close();
    await gatefold.close();
  }
}

function eventsOfOne(payloads: readonly Payload[]): Payload[] {
  return payloads.filter(({ customer }) => customer === payloads[0]?.customer);
}

const CALLS = {
  stripeReads: 'Stripe',
  dynamoReads: 'DynamoDB, read',
  dynamoWrites: 'DynamoDB, write',
  queueSends: 'queue',
};

function perEvent(
  what: string,
  cost: Cost,
  events: number,
  goals: Partial<Record<keyof typeof CALLS, number>> = {},
): Ratio[] {
  return Object.entries(CALLS).map(([kind, name]) => {
    const goal = goals[kind as keyof typeof CALLS];
    return {
      name: `calls of ${name}: ${what}`,
      ratio: cost[kind as keyof typeof CALLS] / events,
      ...(goal !== undefined && { goal }),
    };
  });
}
