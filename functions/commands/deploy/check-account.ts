import type { Deployment } from '../../../infra/deployment.ts';
import { tableName } from '../../../shared/store/tables.ts';
import type { AwsAccount } from '../../../shared/aws/account.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

/** Where `cdk bootstrap` writes its version (docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html). */
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';
/** What the templates of this version of the CDK ask for. */
const BOOTSTRAP_VERSION = 6;
/** Below this a busy hour of readers leaves nothing for Stripe's events. A new account may have ten. */
const CONCURRENCY = 100;

export async function checkBootstrap(aws: AwsAccount, account: string): Promise<Finding[]> {
  const version = (await aws.parameters([BOOTSTRAP])).get(BOOTSTRAP)?.value;
  const mend = `npx cdk bootstrap aws://${account}/${aws.region}`;
  if (version === undefined) {
    const says = `The CDK has no place in ${account}, ${aws.region}, to put templates and functions.`;
    return [finding('bootstrap_missing', says, mend)];
  }
  if (Number(version) >= BOOTSTRAP_VERSION) return [];
  const says = `The CDK's place in ${account}, ${aws.region}, is of version ${version}; ${BOOTSTRAP_VERSION} is needed.`;
  return [finding('bootstrap_old', says, mend)];
}

/** A stack that another deployment is at, or that stands still half-way, and tables that an earlier one left. */
export async function checkStacks(aws: AwsAccount, { prefix }: Deployment): Promise<Finding[]> {
  const [data, service] = [`${prefix}-data`, `${prefix}-service`];
  const statuses = [
    { name: data, status: await aws.stackStatus(data) },
    { name: service, status: await aws.stackStatus(service) },
  ];
  const found = statuses.flatMap(({ name, status = '' }) => stackFindings(name, status));
  const isGone = statuses[0]?.status === undefined;
  if (!isGone || !(await aws.hasTable(tableName(prefix, 'members')))) return found;
  const says = `The tables of ${prefix} are there and the stack ${data}, which held them, is not: it has to take them back first.`;
  return [...found, finding('tables_kept', says, `npx cdk import ${data}`)];
}

function stackFindings(name: string, status: string): Finding[] {
  const options = `--stack-name ${name}`;
  if (status.endsWith('_FAILED')) {
    const says = `The stack ${name} stands still in ${status}. Its events say why.`;
    const mend = [`aws cloudformation describe-stack-events ${options}`];
    if (status === 'UPDATE_ROLLBACK_FAILED') {
      mend.push(`aws cloudformation continue-update-rollback ${options}`);
    }
    return [finding('stack_stuck', says, ...mend)];
  }
  // A stack in review has never been made; the CDK takes it over.
  if (!status.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS') return [];
  const says = `Somebody is at the stack ${name}: ${status}. Wait for it.`;
  return [finding('stack_busy', says, `aws cloudformation wait stack-update-complete ${options}`)];
}

export async function checkConcurrency(aws: AwsAccount): Promise<Finding[]> {
  const limit = await aws.concurrentExecutions();
  if (limit >= CONCURRENCY) return [];
  const says = `Lambda answers ${limit} calls at once in this account and region. Ask for ${CONCURRENCY} or more before readers come.`;
  const quota = '--service-code lambda --quota-code L-B99A9384 --desired-value 1000';
  return [finding('concurrency_low', says, `aws service-quotas request-service-quota-increase ${quota}`)];
}
