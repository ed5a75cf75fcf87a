/** docs/deploy.md says of each code what it means. */
export type FindingCode =
  | 'config_placeholder'
  | 'region_missing'
  | 'credentials_missing'
  | 'credentials_refused'
  | 'aws_unreachable'
  | 'not_checked'
  | 'bootstrap_missing'
  | 'bootstrap_old'
  | 'stack_busy'
  | 'stack_stuck'
  | 'tables_kept'
  | 'concurrency_low'
  | 'parameter_missing'
  | 'parameter_placeholder'
  | 'parameter_malformed'
  | 'parameter_not_encrypted'
  | 'parameter_encrypted'
  | 'stripe_key_refused'
  | 'stripe_key_other_mode'
  | 'stripe_not_checked'
  | 'webhook_endpoint_missing'
  | 'stripe_catalogue_incomplete'
  | 'certificate_absent'
  | 'certificate_unknown'
  | 'certificate_not_issued'
  | 'certificate_other_host'
  | 'host_without_dns'
  | 'mail_sandbox'
  | 'mail_stopped'
  | 'mail_domain_taken'
  | 'mail_domain_unknown'
  | 'mail_domain_unproved';

/** What is to be mended before a deployment, or to be known. */
export interface Finding {
  readonly code: FindingCode;
  /** `missing`: nothing is deployed before it is mended. */
  readonly level: 'missing' | 'warning';
  readonly says: string;
  /** The commands that mend it, each a line for a shell. */
  readonly mend: readonly string[];
}

export function missing(code: FindingCode, says: string, ...mend: string[]): Finding {
  return { code, level: 'missing', says, mend };
}

export function warning(code: FindingCode, says: string, ...mend: string[]): Finding {
  return { code, level: 'warning', says, mend };
}
