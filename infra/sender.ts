import { CfnOutput } from 'aws-cdk-lib';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';

export function senderDomain({ mailFrom }: Pick<Deployment, 'mailFrom'>): string {
  return mailFrom.slice(mailFrom.lastIndexOf('@') + 1);
}

/** The sender's domain in SES, and the DNS records by which it is proved. */
export function addSender(scope: Construct, deployment: Deployment): void {
  const sender = new EmailIdentity(scope, 'sender', { identity: Identity.domain(senderDomain(deployment)) });
  for (const [index, { name, value }] of sender.dkimRecords.entries()) {
    new CfnOutput(scope, `MailRecord${index + 1}`, {
      description: 'Add to DNS, so that mail may be sent.',
      value: `${name} CNAME ${value}`,
    });
  }
}
