import type { Deployment } from '../../../infra/deployment.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

/** Names that nobody can own (RFC 2606, RFC 6761). */
const RESERVED = /(^|\.)(example(\.(com|net|org))?|test|invalid|localhost)$/;

/** The configuration as it comes names a publication that there is not. */
export function checkHosts({ service, mailFrom }: Deployment): Finding[] {
  const domain = mailFrom.slice(mailFrom.lastIndexOf('@') + 1);
  const hosts = [...new Set([service.hostname, domain])].filter((host) => RESERVED.test(host));
  if (hosts.length === 0) return [];
  const says = `${hosts.join(' and ')} can belong to nobody. Write your own hosts into gatefold.config.ts (docs/configuration.md).`;
  return [finding('config_placeholder', says, '${EDITOR:-vi} gatefold.config.ts')];
}
