import { join } from 'node:path';
import type { BatchQueue } from '../../shared/aws/queue.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { createStripeClient } from '../../shared/stripe/client.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { readWholeAccount } from '../../shared/stripe/import-read.ts';
import type { ListedCustomer } from '../../shared/stripe/import-read.ts';
import { concernedCustomers, reportImport } from '../../shared/stripe/import-report.ts';
import { createPace } from '../../shared/stripe/pace.ts';
import type { Clockwork, Pace } from '../../shared/stripe/pace.ts';
import { loadConfig, readArguments, readStage, REAL_TIME, runCommand, stripePace } from './command.ts';
import { openImportState } from './import-state.ts';
import type { ImportStateFile } from './import-state.ts';
import { count, reportLines } from './import-words.ts';
import { CommandRefused, EXIT } from './refusal.ts';
import { stripeAccess } from './stripe-key.ts';
import type { Environment } from './stripe-key.ts';
import type { Terminal } from './terminal.ts';

const USAGE = `Brings the customers of a Stripe account in. Reads them all and reports; writes nothing to Stripe, ever.
With --apply every customer who has or had what the publication sells is put into the queue of the sync, which reads
each from Stripe and links it to a member. Stopped half-way, it goes on where it was; it may be run as often as you like.

  STRIPE_SECRET_KEY=sk_test_… npm run stripe:import
  STRIPE_SECRET_KEY=rk_live_… npm run stripe:import -- --live --stage prod --apply

  --apply           queues them, to the deployment of --stage or to --local
  --stage <name>    a deployment on AWS: the queue gatefold-<name>-sync, by the credentials and AWS_REGION of the shell
  --local           what npm start runs, in GATEFOLD_DATA_DIR or .gatefold
  --rate <number>   customers a second that are queued, 10 where absent: events wait behind them in the same queue
  --restart         from the first customer again
  --json            the report as JSON
  --live            agrees to a live-mode key
  --config <file>   another file than gatefold.config.ts
  --help

Environment: STRIPE_SECRET_KEY; STRIPE_API_BASE for a double of Stripe on loopback.

Exit codes: 0 reported, or all are queued. 1 failed on the way: run it again, it goes on from there. 2 what was given
cannot be used.`;

const OPTIONS = {
  apply: { type: 'boolean', default: false },
  stage: { type: 'string' },
  local: { type: 'boolean', default: false },
  rate: { type: 'string', default: '10' },
  restart: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  live: { type: 'boolean', default: false },
  config: { type: 'string', default: 'gatefold.config.ts' },
  help: { type: 'boolean', default: false },
} as const;

/** What SQS takes at once (docs.aws.amazon.com, SendMessageBatch). */
const CUSTOMERS_A_BATCH = 10;

/** Customers that are queued between two notes of how far it has come. */
const CUSTOMERS_A_NOTE = 100;

/** Where messages for the sync can be put. */
export interface SyncQueues {
  /** @throws {CommandRefused} */
  onAws(stage: string): Promise<SyncTarget>;
  onThisMachine(dataFolder: string): SyncTarget;
}

export interface SyncTarget extends BatchQueue<SyncMessage> {
  readonly close: () => void;
}

/** @returns its exit code */
export function stripeImport(
  args: readonly string[],
  environment: Environment,
  terminal: Terminal,
  queues: SyncQueues,
  clockwork: Clockwork = REAL_TIME,
): Promise<number> {
  return runCommand(terminal, async () => {
    const options = readArguments(args, OPTIONS);
    if (options.help) {
      terminal.print(USAGE);
      return EXIT.done;
    }
    const access = stripeAccess(environment, options.live);
    const { GATEFOLD_DATA_DIR: given = '' } = environment;
    const folder = given === '' ? '.gatefold' : given;
    const place = options.apply ? placeOf(options) : undefined;
    const pace = createPace(clockwork, readRate(options.rate) / CUSTOMERS_A_BATCH);
    const catalogue = createCatalogue(await loadConfig(options.config));
    const target = place && (await openTarget(queues, place, folder));

    const stripe = createStripeClient({ ...access, patient: true });
    const account = await readWholeAccount(stripe, stripePace(access), progressTo(terminal));
    const report = reportImport(account, catalogue);
    terminal.print(options.json ? JSON.stringify(report, undefined, 2) : reportLines(report).join('\n'));
    if (place === undefined || target === undefined) {
      terminal.tell('\nNothing was queued. Add --apply to have it done.');
      return EXIT.done;
    }
    const state = openImportState(
      join(folder, `stripe-import-${access.isLive ? 'live' : 'test'}-${place}.json`),
    );
    if (options.restart) state.clear();
    try {
      const customers = concernedCustomers(account, catalogue);
      return await queueAll(customers, { target, state, pace, tell: terminal.tell });
    } finally {
      target.close();
    }
  });
}

type Place = 'local' | `stage-${string}`;

function placeOf({ local, stage }: { readonly local: boolean; readonly stage?: string | undefined }): Place {
  if (local === (stage !== undefined)) {
    throw new CommandRefused('target_missing', 'With --apply give either --stage <name> or --local.');
  }
  return stage === undefined ? 'local' : `stage-${readStage(stage)}`;
}

function openTarget(queues: SyncQueues, place: Place, folder: string): SyncTarget | Promise<SyncTarget> {
  return place === 'local' ? queues.onThisMachine(folder) : queues.onAws(place.slice('stage-'.length));
}

function progressTo({ tell }: Terminal) {
  return (read: number, what: string) => {
    if (read % 1_000 === 0 && read > 0) tell(`${count(read)} ${what} read`);
  };
}

/** @throws {CommandRefused} */
function readRate(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new CommandRefused('argument_invalid', '--rate takes a whole number of customers a second.');
}

interface QueueDeps extends Pick<Terminal, 'tell'> {
  readonly target: SyncTarget;
  readonly state: ImportStateFile;
  /** Of batches. */
  readonly pace: Pace;
}

/** Asks for each customer once; after a kill, the hundred that were in hand may be asked for again. */
async function queueAll(
  customers: readonly ListedCustomer[],
  { target, state, pace, tell }: QueueDeps,
): Promise<number> {
  let sent = startOf(customers, state);
  if (sent > 0) tell(`Queued before: ${count(sent)}. Going on from there.`);
  while (sent < customers.length) {
    const page = customers.slice(sent, sent + CUSTOMERS_A_NOTE);
    try {
      for (let at = 0; at < page.length; at += CUSTOMERS_A_BATCH) {
        const batch = page.slice(at, at + CUSTOMERS_A_BATCH);
        await pace(() =>
          target.sendBatch(batch.map(({ id }) => ({ kind: 'ask', customer: id, by: 'import' }))),
        );
      }
    } catch (error) {
      tell(`queue_failed: ${String(error)} Run the command again; it goes on from there.`);
      return EXIT.failed;
    }
    sent += page.length;
    const last = page.at(-1);
    if (last !== undefined) state.write({ customer: last.id, sent });
    if (sent % 1_000 === 0) tell(`${count(sent)} of ${count(customers.length)} customers queued`);
  }
  state.clear();
  tell(`All are queued: ${count(customers.length)}. The sync reads them from Stripe one after another.`);
  return EXIT.done;
}

/** How many are in the queue already. */
function startOf(customers: readonly ListedCustomer[], state: ImportStateFile): number {
  const before = state.read();
  if (before === undefined) return 0;
  const last = customers.findIndex(({ id }) => id === before.customer);
  if (last !== -1) return last + 1;
  throw new CommandRefused(
    'state_foreign',
    'An import was stopped at a customer that is not here any more: of another account, or deleted. Start again with --restart.',
  );
}
