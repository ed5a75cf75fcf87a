import type { Context } from 'hono';
import type { Queue } from '../../shared/aws/queue.ts';
import type { GatefoldConfig } from '../../shared/config/schema.ts';
import type { IdentitySecrets } from '../../shared/identity/credential.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import type { Catalogue } from '../../shared/membership/catalogue.ts';
import type { CustomerId, EpochMillis, MemberId } from '../../shared/membership/model.ts';
import type { IdTokens } from '../../shared/oidc/id-tokens.ts';
import type { AccountsStore } from '../../shared/store/accounts.ts';
import type { AddressChangesStore } from '../../shared/store/address-changes.ts';
import type { AuditEntry } from '../../shared/store/audit.ts';
import type { ChallengesStore } from '../../shared/store/challenges.ts';
import type { CheckoutsStore } from '../../shared/store/checkouts.ts';
import type { IdentitiesStore } from '../../shared/store/identities.ts';
import type { MembersStore } from '../../shared/store/members.ts';
import type { MetersStore } from '../../shared/store/meters.ts';
import type { NoncesStore } from '../../shared/store/nonces.ts';
import type { RevocationsStore } from '../../shared/store/revocations.ts';
import type { SessionsStore } from '../../shared/store/sessions.ts';
import type { StripeCheckout } from '../../shared/stripe/checkout.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import type { StripePortal } from '../../shared/stripe/portal.ts';
import type { SigningKey } from '../../shared/token/key-set.ts';
import type { Signer } from '../../shared/token/signer.ts';
import type { HttpEnv } from '../http/env.ts';
import type { Log } from '../http/log.ts';
import type { MailMessage } from '../../shared/mail/message.ts';

export interface AccessDeps {
  readonly config: GatefoldConfig;
  readonly catalogue: Catalogue;
  readonly members: MembersStore;
  readonly sessions: SessionsStore;
  readonly revocations: RevocationsStore;
  readonly accounts: AccountsStore;
  readonly addressChanges: AddressChangesStore;
  readonly challenges: ChallengesStore;
  readonly nonces: NoncesStore;
  readonly identities: IdentitiesStore;
  readonly idTokens: IdTokens;
  readonly checkouts: CheckoutsStore;
  readonly meters: MetersStore;
  readonly stripe: StripeCheckout;
  readonly portal: StripePortal;
  /** The same call of Stripe's, with the same idempotency key, is being answered for another request. */
  readonly isUnderWay: (error: unknown) => boolean;
  /** Stripe understood a call, and will not do it. */
  readonly isRefused: (error: unknown) => boolean;
  /** Syncs a customer at once; there is no member where the publication sells none of what was bought. */
  readonly syncCustomer: (
    customer: CustomerId,
  ) => Promise<{ readonly kind: string; readonly member?: MemberId }>;
  readonly loadKeys: () => Promise<readonly SigningKey[]>;
  readonly signer: Signer;
  readonly secrets: IdentitySecrets;
  readonly mail: Queue<MailMessage>;
  readonly syncQueue: Queue<SyncMessage>;
  readonly now: () => EpochMillis;
  readonly randomBytes: (length: number) => Uint8Array;
  /** From 0 up to, not including, `limit`; every number as likely. */
  readonly randomInt: (limit: number) => number;
  readonly newRequestId: () => string;
  /** The caller's network address, from what carried the request, never from a header that it may write itself. */
  readonly callerAddress: (c: Context<HttpEnv>) => string | undefined;
  readonly log: Log;
}

export function epochSeconds(deps: Pick<AccessDeps, 'now'>): number {
  return Math.floor(deps.now() / 1000);
}

/** 256 random bits, base64url. */
export function newSecret(deps: Pick<AccessDeps, 'randomBytes'>): string {
  return Buffer.from(deps.randomBytes(32)).toString('base64url');
}

/** What a member did to their own account, on its page. */
export function ownAct(
  deps: Pick<AccessDeps, 'now' | 'randomBytes'>,
  member: MemberId,
  act: Pick<AuditEntry, 'act' | 'before' | 'after'>,
  requestId: string,
): AuditEntry {
  return {
    id: makeId('aud', deps.randomBytes(ID_BYTES)),
    subject: member,
    at: deps.now(),
    actor: `member:${member}`,
    ...act,
    channel: 'page',
    requestId,
  };
}
