/** Whole seconds since 1970, as Stripe writes every time. */
export type EpochSeconds = number;

/** The id and time of an object that is about to be made. */
export interface Stamp {
  readonly id: string;
  readonly created: EpochSeconds;
}
