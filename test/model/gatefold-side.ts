import { randomBytes } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ensureFirstAdminKey } from '../../functions/admin/first-key.ts';
import { createService } from '../../local/service.ts';
import type { LocalQueue, LocalQueues } from '../../local/queue.ts';
import { createIdentitySecrets } from '../../shared/identity/credential.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { openDatabase } from '../../shared/store/database.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createSessionsStore } from '../../shared/store/sessions.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { SERVICE, configOf, shopOf } from './lives/publication.ts';
import type { Assortment, Policies } from './lives/publication.ts';
import type { Remembered } from './oracle/table.ts';
import type { DatabaseCall } from './stage/ports.ts';
import type { Sky } from './stage/weather.ts';
import type { Stage } from './stage/stage.ts';
import { API_KEY } from './stripe-side.ts';

export const WEBHOOK = { url: `${SERVICE}/webhooks/stripe`, secret: 'whsec_model' };

/** The written part of a Put or an Update. */
interface Written {
  readonly TableName?: string;
  readonly Item?: Readonly<Record<string, { readonly S?: string } | undefined>>;
  readonly Key?: Readonly<Record<string, { readonly S?: string } | undefined>>;
}

export type GatefoldSide = Awaited<ReturnType<typeof createGatefoldSide>>;

/** Gatefold in a run: the service as `npm start` has it, with the stage's database, queue, clock and way to Stripe. */
export async function createGatefoldSide(options: {
  /** As invocations have it, and as it is. */
  readonly staged: DynamoDBClient;
  readonly dynamo: DynamoDBClient;
  readonly prefix: string;
  readonly stage: Stage;
  readonly sky: Sky;
  readonly queues: { readonly sync: LocalQueue<SyncMessage>; readonly mail: LocalQueue<SyncMessage> };
  readonly stripe: typeof fetch;
  readonly policies: Policies;
}) {
  const { stage, sky, queues, policies } = options;
  const database = openDatabase(options.dynamo, options.prefix);
  const sessionSecret = randomBytes(32);
  const wrapKey = randomBytes(32);
  const remembered = new Map<string, Remembered>();

  async function deployed(assortment: Assortment) {
    const config = configOf(policies, assortment);
    const service = await createService({
      config,
      dynamo: options.staged,
      tablePrefix: options.prefix,
      queues: { queue: (name) => queueOf(name) as never, close: () => undefined } satisfies LocalQueues,
      mailer: { send: () => Promise.resolve('sent') },
      stripe: { secretKey: API_KEY, fetch: options.stripe },
      webhookSecrets: [WEBHOOK.secret],
      sessionSecret,
      wrapKey,
      now: stage.localNow,
      random: sky.luck.next,
      log: () => undefined,
    });
    service.startWorkers();
    const shop = shopOf(policies, assortment, remembered);
    return { assortment, service, shop, catalogue: createCatalogue(config) };
  }

  function queueOf(name: string): LocalQueue<SyncMessage> {
    return name === 'sync' ? queues.sync : queues.mail;
  }

  let current = await deployed({ vintage: true, digest: false });
  const { apiKeys } = current.service.stores;
  const adminKey = await ensureFirstAdminKey(apiKeys, SERVICE, randomBytes(48), stage.now());

  return {
    remembered,
    members: createMembersStore(database),
    sessions: createSessionsStore(database),
    secrets: createIdentitySecrets(sessionSecret, SERVICE),
    assortment: () => current.assortment,
    service: () => current.service,
    shop: () => current.shop,
    catalogue: () => current.catalogue,

    async deploy(assortment: Assortment): Promise<void> {
      current = await deployed(assortment);
    },

    fetch: (request: Request) => Promise.resolve(current.service.fetch(request)),

    admin: (method: string, path: string, body: unknown) =>
      current.service.fetch(
        new Request(`${SERVICE}/admin/v1${path}`, {
          method,
          headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),

    /** What is due, as the schedule has it done. */
    sweep: () => {
      const pause = (millis: number) => stage.call({ afterMillis: millis }, () => Promise.resolve());
      return stage.start(
        'sweep',
        0,
        () => current.service.sweep({ pause }),
        () => undefined,
      );
    },
  };
}

/** The members whose rows a call has written, and the customers that it has linked to a member. */
export function writtenBy(
  { name, input }: DatabaseCall,
  table: string,
): { readonly members: readonly string[]; readonly links: readonly (readonly [string, string])[] } {
  const writes = writesOf(name, input).filter(({ TableName }) => TableName === table);
  const keyed = writes.map(({ Item, Key }) => ({
    pk: (Item ?? Key)?.pk?.S ?? '',
    member: Item?.member?.S ?? '',
  }));
  const of = (kind: string) => keyed.filter(({ pk }) => pk.startsWith(kind));
  return {
    members: of('member#').map(({ pk }) => pk.slice('member#'.length)),
    links: of('customer#').map(({ pk, member }) => [pk.slice('customer#'.length), member]),
  };
}

function writesOf(name: string, input: object): Written[] {
  if (name === 'PutItemCommand' || name === 'UpdateItemCommand') return [input];
  if (name !== 'TransactWriteItemsCommand') return [];
  const { TransactItems } = input as { TransactItems: readonly { Put?: Written; Update?: Written }[] };
  return TransactItems.flatMap(({ Put, Update }) => Put ?? Update ?? []);
}
