import type { Hono } from 'hono';
import { randomInt } from 'node:crypto';
import type { KeyWrap } from '../../shared/aws/key-wrap.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { GatefoldConfig } from '../../shared/config/schema.ts';
import { createIdentitySecrets } from '../../shared/identity/credential.ts';
import type { MailMessage } from '../../shared/mail/message.ts';
import type { Catalogue } from '../../shared/membership/catalogue.ts';
import { createIdTokens } from '../../shared/oidc/id-tokens.ts';
import { createAccountsStore } from '../../shared/store/accounts.ts';
import { createAddressChangesStore } from '../../shared/store/address-changes.ts';
import { createChallengesStore } from '../../shared/store/challenges.ts';
import { createCheckoutsStore } from '../../shared/store/checkouts.ts';
import type { Database } from '../../shared/store/database.ts';
import { createIdentitiesStore } from '../../shared/store/identities.ts';
import { createKeysStore } from '../../shared/store/keys.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createMetersStore } from '../../shared/store/meters.ts';
import { createNoncesStore } from '../../shared/store/nonces.ts';
import { createRevocationsStore } from '../../shared/store/revocations.ts';
import { createSessionsStore } from '../../shared/store/sessions.ts';
import type { StripeCheckout } from '../../shared/stripe/checkout.ts';
import { isRefused, isUnderWay } from '../../shared/stripe/errors.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import type { StripePortal } from '../../shared/stripe/portal.ts';
import { createSigner } from '../../shared/token/signer.ts';
import type { HttpEnv } from '../http/env.ts';
import type { Runtime } from '../http/runtime.ts';
import { createAccessApp } from './app.ts';
import type { AccessDeps } from './deps.ts';

export interface AccessPorts extends Runtime, Pick<AccessDeps, 'callerAddress'> {
  readonly config: GatefoldConfig;
  readonly catalogue: Catalogue;
  readonly database: Database;
  readonly keyWrap: Pick<KeyWrap, 'unwrap'>;
  readonly sessionSecret: Uint8Array;
  readonly checkout: StripeCheckout;
  readonly portal: StripePortal;
  readonly syncCustomer: AccessDeps['syncCustomer'];
  readonly syncQueue: Queue<SyncMessage>;
  readonly mailQueue: Queue<MailMessage>;
}

/** The app for readers, on what is stored and what Stripe says. */
export function composeAccess(ports: AccessPorts): Hono<HttpEnv> {
  const { config, database, keyWrap, now, log } = ports;
  const issuer = config.hosts.service;
  const keys = createKeysStore(database);
  const loadKeys = () => keys.list();
  return createAccessApp({
    now,
    log,
    randomBytes: ports.randomBytes,
    newRequestId: ports.newRequestId,
    callerAddress: ports.callerAddress,
    randomInt: (limit) => randomInt(limit),
    config,
    catalogue: ports.catalogue,
    members: createMembersStore(database),
    sessions: createSessionsStore(database),
    accounts: createAccountsStore(database),
    addressChanges: createAddressChangesStore(database),
    revocations: createRevocationsStore(database),
    challenges: createChallengesStore(database),
    nonces: createNoncesStore(database),
    identities: createIdentitiesStore(database),
    meters: createMetersStore(database),
    checkouts: createCheckoutsStore(database),
    idTokens: createIdTokens(config.identityProviders, (error) => {
      log({ level: 'error', event: 'identity_provider_unavailable', error });
    }),
    stripe: ports.checkout,
    portal: ports.portal,
    isUnderWay,
    isRefused,
    syncCustomer: ports.syncCustomer,
    loadKeys,
    signer: createSigner({
      issuer,
      loadKeys,
      unwrapKey: (wrapped, context) => keyWrap.unwrap(wrapped, context),
      now: () => Math.floor(now() / 1000),
    }),
    secrets: createIdentitySecrets(ports.sessionSecret, issuer),
    mail: ports.mailQueue,
    syncQueue: ports.syncQueue,
  });
}
