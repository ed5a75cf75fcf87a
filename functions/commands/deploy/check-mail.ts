import type { Deployment } from '../../../infra/deployment.ts';
import { senderDomain } from '../../../infra/sender.ts';
import type { AwsAccount } from '../../../shared/aws/account.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

export async function checkMailAccount(aws: AwsAccount): Promise<Finding[]> {
  const { isInProduction, isSending } = await aws.mailAccount();
  if (!isSending) {
    const says =
      'AWS has stopped SES in this account and region: no mail leaves. Its mails, and the console, say why.';
    return [finding('mail_stopped', says, 'aws sesv2 get-account')];
  }
  if (isInProduction) return [];
  const says =
    'SES is in its sandbox: it mails verified addresses alone. Ask for production access before readers come.';
  const mend =
    'aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --website-url https://…';
  return [finding('mail_sandbox', says, mend)];
}

export async function checkMailDomain(aws: AwsAccount, deployment: Deployment): Promise<Finding[]> {
  const domain = senderDomain(deployment);
  const known = await aws.mailDomain(domain);
  if (known === undefined) {
    if (deployment.createMailIdentity) {
      const says = `SES does not know ${domain} yet. The deployment makes it, and ends by saying what to add to DNS.`;
      return [finding('mail_domain_unproved', says)];
    }
    const create = `aws sesv2 create-email-identity --email-identity ${domain}`;
    return [
      finding('mail_domain_unknown', `SES does not know ${domain}, and mailIdentity is "existing".`, create),
    ];
  }
  if (deployment.createMailIdentity && !(await isOurs(aws, deployment))) {
    const says = `SES knows ${domain} already, from elsewhere in the account, so it can not be made again.`;
    return [
      finding(
        'mail_domain_taken',
        says,
        `npm run deploy -- --stage ${deployment.stage} -c mailIdentity=existing`,
      ),
    ];
  }
  if (known.isProved) return [];
  const says = `SES has no proof of ${domain} yet: its three records are not in DNS. No mail leaves before.`;
  return [finding('mail_domain_unproved', says, `aws sesv2 get-email-identity --email-identity ${domain}`)];
}

async function isOurs(aws: AwsAccount, { prefix }: Deployment): Promise<boolean> {
  return (await aws.stackStatus(`${prefix}-service`)) !== undefined;
}
