import { localConfig } from '../../../local/config.ts';
import { startEngine } from '../../../local/engine.ts';
import { openOutbox } from '../../../local/outbox.ts';
import { createService } from '../../../local/service.ts';
import { createTables, localDynamo } from '../../../local/tables.ts';
import { fetchOf, SECRET, signed } from './payloads.ts';
import type { Payload, Renewals } from './payloads.ts';
import { openBenchQueues } from './queue.ts';

const PREFIX = 'bench';
const READS: ReadonlySet<string> = new Set(['GetItemCommand', 'QueryCommand', 'BatchGetItemCommand']);

export interface Cost {
  readonly seconds: number;
  readonly stripeReads: number;
  readonly dynamoReads: number;
  readonly dynamoWrites: number;
  readonly queueSends: number;
}

export interface Gatefold {
  /** Takes these events in, works until nothing is left to do, settle readings among it, and says what it took. */
  take(payloads: readonly Payload[]): Promise<Cost>;
  close(): Promise<void>;
}

/** The real webhook, sync and stores on the real engine, with Stripe in the same process. */
export async function openGatefold({ double }: Renewals): Promise<Gatefold> {
  const engine = await startEngine({});
  const dynamo = localDynamo(engine.endpoint);
  await createTables(dynamo, PREFIX);
  let commands: string[] = [];
  dynamo.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        commands.push(commandName);
        return next(args);
      },
    { step: 'initialize' },
  );
  // As infra/ has them: batches of ten, five at once.
  const queues = openBenchQueues({ now: double.now, batch: 10, consumers: 5 });
  const outbox = openOutbox(':memory:');
  const ask = fetchOf(double);
  let stripeReads = 0;
  const config = localConfig({ service: 8787, site: 8788 });
  const service = await createService({
    config,
    dynamo,
    tablePrefix: PREFIX,
    queues,
    mailer: outbox,
    stripe: {
      secretKey: 'sk_test_bench',
      fetch: (input, init) => {
        stripeReads += 1;
        return ask(input, init);
      },
    },
    webhookSecrets: [SECRET],
    sessionSecret: new Uint8Array(32),
    wrapKey: new Uint8Array(32),
    now: double.now,
    log: () => undefined,
  });
  service.startWorkers();

  return {
    async take(payloads) {
      commands = [];
      stripeReads = 0;
      const sentBefore = queues.sends();
      const ready = signed(payloads, double.now());
      const began = performance.now();
      for (const { body, signature } of ready) {
        const headers = { 'stripe-signature': signature };
        const url = `${config.hosts.service}/webhooks/stripe`;
        const answer = await service.fetch(new Request(url, { method: 'POST', body, headers }));
        if (!answer.ok) throw new Error(`The webhook answered ${answer.status}: ${await answer.text()}`);
      }
      await queues.drain();
      const reads = commands.filter((name) => READS.has(name)).length;
      return {
        seconds: (performance.now() - began) / 1000,
        stripeReads,
        dynamoReads: reads,
        dynamoWrites: commands.length - reads,
        queueSends: queues.sends() - sentBefore,
      };
    },
    async close() {
      dynamo.destroy();
      outbox.close();
      await engine.stop();
    },
  };
}
