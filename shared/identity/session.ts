import type { EpochSeconds, MemberId } from '../membership/model.ts';
import type { Device } from './device.ts';

/** Absolute: no refresh makes a session live longer. */
export const SESSION_LIFETIME_SECONDS = 90 * 86_400;

/** Tabs that refresh at once, and answers still under way, stay within this. */
const RACE_SECONDS = 10;

export const SESSION_ENDS = ['signed_out', 'reused', 'superseded', 'evicted'] as const;
export type SessionEnd = (typeof SESSION_ENDS)[number];

export const SESSION_OPENINGS = ['code', 'link', 'payment', 'exchange'] as const;
/** What earned a session. One that a payment alone opened may read what was paid for, and nothing else. */
export type SessionOpening = (typeof SESSION_OPENINGS)[number];

/** A signed-in device. Its credential in force is that of (`generation`, `branch`). */
export interface Session {
  readonly sid: string;
  readonly member: MemberId;
  /** The member's `sessionEpoch` when it was opened. */
  readonly epoch: number;
  /** False for one opened by a payment alone: it may read, and nothing else. */
  readonly addressProved: boolean;
  readonly how: SessionOpening;
  readonly device: Device;
  readonly generation: number;
  readonly branch: number;
  /** The branch of the generation before, from which this one was made. */
  readonly previousBranch: number;
  /** When it was last used, to some ten minutes: front ends ask for a token so often. */
  readonly rotatedAt: EpochSeconds;
  readonly openedAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  readonly ended?: {
    readonly at: EpochSeconds;
    readonly why: SessionEnd;
    /** How many devices the member's plan allowed; with `evicted`. */
    readonly allowed?: number;
  };
}

export interface PresentedCredential {
  readonly generation: number;
  readonly branch: number;
}

export type Refresh =
  /** Answer with the credential that is in force already; nothing is written. */
  | { readonly kind: 'repeat'; readonly session: Session }
  /** Write the session as given, if it is still as it was read, and answer with its new credential. */
  | { readonly kind: 'rotate'; readonly session: Session }
  /** An old credential was used again: two parties hold this session. End it. */
  | { readonly kind: 'revoke' }
  | { readonly kind: 'refuse'; readonly why: 'expired' | 'ended' | 'evicted' | 'unknown' };

/**
 * What a presented credential earns (refresh token rotation, RFC 9700 section 4.14.2). Its authenticity has been
 * checked. A session moves at most one generation in ten seconds, so that a request that was under way meanwhile
 * is never more than one behind (docs/adr/0003).
 */
export function nextRefresh(session: Session, presented: PresentedCredential, now: EpochSeconds): Refresh {
  if (session.ended !== undefined) {
    return { kind: 'refuse', why: session.ended.why === 'evicted' ? 'evicted' : 'ended' };
  }
  if (session.expiresAt <= now) return { kind: 'refuse', why: 'expired' };
  const behind = session.generation - presented.generation;
  const justRotated = session.generation > 0 && now - session.rotatedAt <= RACE_SECONDS;
  if (behind < 0 || (behind === 0 && presented.branch > session.branch))
    return { kind: 'refuse', why: 'unknown' };

  const isCurrent = behind === 0 && presented.branch === session.branch;
  const isPrevious = behind === 1 && presented.branch === session.previousBranch;
  if (!isCurrent && !isPrevious) return { kind: 'revoke' };
  if (justRotated) return { kind: 'repeat', session };
  return {
    kind: 'rotate',
    session: isCurrent
      ? {
          ...session,
          generation: session.generation + 1,
          branch: 0,
          previousBranch: session.branch,
          rotatedAt: now,
        }
      : { ...session, branch: session.branch + 1, rotatedAt: now },
  };
}

export function openSession(
  input: Pick<Session, 'sid' | 'member' | 'epoch' | 'how' | 'device'>,
  now: EpochSeconds,
): Session {
  return {
    ...input,
    addressProved: input.how !== 'payment',
    generation: 0,
    branch: 0,
    previousBranch: 0,
    rotatedAt: now,
    openedAt: now,
    expiresAt: now + SESSION_LIFETIME_SECONDS,
  };
}
