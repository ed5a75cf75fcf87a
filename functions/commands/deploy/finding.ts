/**
 * Of each code, whether a deployment waits until it is mended (`missing`), or it is only said (`warning`). docs/deploy.md
 * says what each means.
 */
export const FINDING_LEVELS = {
  config_placeholder: 'missing',
  region_missing: 'missing',
  credentials_missing: 'missing',
  credentials_refused: 'missing',
  aws_unreachable: 'missing',
  not_checked: 'warning',
  bootstrap_missing: 'missing',
  bootstrap_old: 'missing',
  stack_busy: 'missing',
  stack_stuck: 'missing',
  tables_kept: 'missing',
  concurrency_low: 'warning',
  parameter_missing: 'missing',
  parameter_placeholder: 'missing',
  parameter_malformed: 'missing',
  parameter_not_encrypted: 'missing',
  parameter_encrypted: 'missing',
  stripe_key_refused: 'missing',
  stripe_key_other_mode: 'missing',
  stripe_not_checked: 'warning',
  webhook_endpoint_missing: 'missing',
  stripe_catalogue_incomplete: 'warning',
  certificate_absent: 'warning',
  certificate_unknown: 'missing',
  certificate_not_issued: 'missing',
  certificate_other_host: 'missing',
  host_without_dns: 'warning',
  mail_sandbox: 'warning',
  mail_stopped: 'warning',
  mail_domain_taken: 'missing',
  mail_domain_unknown: 'missing',
  mail_domain_unproved: 'warning',
} as const;

export type FindingCode = keyof typeof FINDING_LEVELS;

/** What is to be mended before a deployment, or to be known. */
export interface Finding {
  readonly code: FindingCode;
  readonly level: 'missing' | 'warning';
  readonly says: string;
  /** The commands that mend it, each a line for a shell. */
  readonly mend: readonly string[];
}

export function finding(code: FindingCode, says: string, ...mend: string[]): Finding {
  return { code, level: FINDING_LEVELS[code], says, mend };
}
