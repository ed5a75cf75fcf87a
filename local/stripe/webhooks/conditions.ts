/** How the way to the receivers behaves. */
export interface DeliveryConditions {
  /** Each delivery goes out once to so many times. */
  readonly copies: number;
  /** How many later deliveries may overtake one. What nothing overtakes goes after a second all the same. */
  readonly window: number;
  /** By the double's clock. */
  readonly delaySeconds: number;
  /** The share of deliveries that never go out, 0 to 1. */
  readonly lost: number;
  readonly seed: number;
}

export const NORMAL_CONDITIONS: DeliveryConditions = {
  copies: 1,
  window: 0,
  delaySeconds: 0,
  lost: 0,
  seed: 1,
};

/** Events that are never made: not listed, and not delivered. */
export interface Suppression {
  /** Every type where absent. */
  readonly types?: readonly string[] | undefined;
  /** 0 to 1. */
  readonly share: number;
  readonly seed: number;
}

/** One copy of an event on its way to one endpoint. */
export interface Posting {
  readonly lost: boolean;
  /** How many later postings are to go before it. */
  readonly overtakenBy: number;
}

/** @param luck draws a number from 0 to below 1 */
export function postings({ copies, window, lost }: DeliveryConditions, luck: () => number): Posting[] {
  const count = copies === 1 ? 1 : 1 + Math.floor(luck() * copies);
  return Array.from({ length: count }, () => ({
    lost: lost > 0 && luck() < lost,
    overtakenBy: window === 0 ? 0 : Math.floor(luck() * (window + 1)),
  }));
}

/** @param luck draws a number from 0 to below 1 */
export function isSuppressed(suppression: Suppression | null, type: string, luck: () => number): boolean {
  if (suppression === null || suppression.types?.includes(type) === false) return false;
  return suppression.share >= 1 || luck() < suppression.share;
}
