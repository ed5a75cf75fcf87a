import type { Deployment } from '../../../infra/deployment.ts';
import type { AwsAccount } from '../../../shared/aws/account.ts';
import type { GatefoldConfig } from '../../../shared/config/schema.ts';
import { checkBootstrap, checkConcurrency, checkStacks } from './check-account.ts';
import { checkHosts } from './check-config.ts';
import { checkCertificate, checkDns } from './check-edge.ts';
import type { LookUp } from './check-edge.ts';
import { checkMailAccount, checkMailDomain } from './check-mail.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkStripe } from './check-stripe.ts';
import type { StripePlace } from './check-stripe.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import { reasonOf } from './reason.ts';

export interface PreflightDeps {
  /** `undefined` where no region is set. */
  readonly aws: AwsAccount | undefined;
  readonly stripe: StripePlace;
  readonly lookUp: LookUp;
}

export interface Preflight {
  /** Whose account it is; absent where AWS did not say. */
  readonly account?: string;
  readonly findings: readonly Finding[];
}

/** Looks for all that a deployment would fail by, or its readers. It reads, and changes nothing. */
export async function preflight(
  deps: PreflightDeps,
  deployment: Deployment,
  config: GatefoldConfig,
): Promise<Preflight> {
  const hosts = checkHosts(deployment);
  const { aws } = deps;
  if (aws === undefined) {
    const says = 'No region is set. Choose one in which to keep readers’ data.';
    return { findings: [...hosts, finding('region_missing', says, 'export AWS_REGION=eu-west-1')] };
  }
  const caller = await identify(aws);
  if (typeof caller !== 'string') return { findings: [...hosts, caller] };
  return {
    account: caller,
    findings: [...hosts, ...(await inAccount(deps, aws, caller, deployment, config))],
  };
}

async function inAccount(
  deps: PreflightDeps,
  aws: AwsAccount,
  account: string,
  deployment: Deployment,
  config: GatefoldConfig,
): Promise<Finding[]> {
  const checks = [
    () => checkBootstrap(aws, account),
    () => checkStacks(aws, deployment),
    async () => {
      const { findings, stripeKey } = await checkSecrets(aws, deployment);
      if (stripeKey === undefined) return [...findings];
      return [...findings, ...(await checkStripe(deps.stripe, stripeKey, deployment, config))];
    },
    () => checkCertificate(aws, deployment),
    () => checkDns(deps.lookUp, deployment),
    () => checkMailAccount(aws),
    () => checkMailDomain(aws, deployment),
    () => checkConcurrency(aws),
  ];
  return (await Promise.all(checks.map(unlessForbidden))).flat();
}

/** Who may deploy need not be allowed to read all of this: what they may not see is said, and stops nothing. */
async function unlessForbidden(check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof Error) || !/AccessDenied|UnauthorizedOperation/.test(error.name)) throw error;
    return [finding('not_checked', `These credentials may not see it. ${error.message}`)];
  }
}

/** @returns the account */
async function identify(aws: AwsAccount): Promise<string | Finding> {
  const signIn = 'aws sso login';
  try {
    return (await aws.identity()).account;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'CredentialsProviderError') {
      return finding('credentials_missing', 'There are no AWS credentials in this shell.', signIn);
    }
    if (/Expired|InvalidClientTokenId|SignatureDoesNotMatch|AccessDenied|Unrecognized/.test(name)) {
      return finding('credentials_refused', `AWS refuses these credentials: ${name}.`, signIn);
    }
    return finding('aws_unreachable', `AWS could not be asked: ${reasonOf(error)}.`);
  }
}
