import type { Deployment } from '../../../infra/deployment.ts';
import type { AwsAccount } from '../../../shared/aws/account.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

/** Whether a name has an address. */
export type LookUp = (host: string) => Promise<boolean>;

export async function checkCertificate(
  aws: AwsAccount,
  { service: { hostname }, hasOwnHost, certificateArn }: Deployment,
): Promise<Finding[]> {
  if (!hasOwnHost) return [];
  const request = `aws acm request-certificate --region us-east-1 --validation-method DNS --domain-name ${hostname}`;
  if (certificateArn === undefined) {
    const says = `No certificateArn is given, so the service will answer on CloudFront's own name and not on ${hostname}.`;
    return [finding('certificate_absent', says, request)];
  }
  const found = await aws.certificate(certificateArn);
  if (found === undefined) {
    const list = 'aws acm list-certificates --region us-east-1';
    return [finding('certificate_unknown', `There is no certificate ${certificateArn}.`, list)];
  }
  if (found.status !== 'ISSUED') {
    const says = `The certificate is ${found.status}: put its record into DNS, and wait until it is issued.`;
    const describe = `aws acm describe-certificate --region us-east-1 --certificate-arn ${certificateArn}`;
    return [finding('certificate_not_issued', says, describe)];
  }
  if (found.names.some((name) => covers(name, hostname))) return [];
  const says = `The certificate is for ${found.names.join(', ')}, and not for ${hostname}.`;
  return [finding('certificate_other_host', says, request)];
}

/** A star stands for one label, the first (RFC 6125 section 6.4.3). */
export function covers(name: string, hostname: string): boolean {
  if (!name.startsWith('*.')) return name.toLowerCase() === hostname;
  return name.slice(1).toLowerCase() === hostname.slice(hostname.indexOf('.'));
}

export async function checkDns(lookUp: LookUp, { service: { hostname } }: Deployment): Promise<Finding[]> {
  if (await lookUp(hostname)) return [];
  const says = `${hostname} has no address yet. The deployment ends by saying where to point it.`;
  return [finding('host_without_dns', says)];
}
