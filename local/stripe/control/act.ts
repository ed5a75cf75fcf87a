/** Runs what a hand does in one transaction, and sends its events on their way. */
export type Act = <T>(work: () => T) => T;
