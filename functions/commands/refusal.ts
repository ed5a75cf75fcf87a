/** How a command ends; `--help` of each command says which of these it has. */
export const EXIT = {
  done: 0,
  /** Something failed on the way. What was done stays, and the next run goes on from there. */
  failed: 1,
  /** What was given cannot be used: an argument, the configuration, the key. */
  misused: 2,
  /** There is something to do, and nobody said that it may be done. */
  notAgreed: 3,
} as const;

export type CommandRefusalCode =
  | 'argument_unknown'
  | 'argument_invalid'
  | 'config_invalid'
  | 'config_missing'
  | 'key_missing'
  | 'key_malformed'
  | 'key_publishable'
  | 'key_live_unconfirmed'
  | 'key_not_live'
  | 'api_base_invalid'
  | 'target_missing'
  | 'queue_missing'
  | 'queue_refused'
  | 'reason_missing'
  | 'signing_key_unknown'
  | 'aws_refused'
  | 'state_unreadable'
  | 'state_foreign'
  | 'deployment_invalid';

/** Thrown where a person can mend what stops a command; `message` says how. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
  readonly code: CommandRefusalCode;
  constructor(code: CommandRefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}
