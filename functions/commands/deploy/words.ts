import type { Deployment } from '../../../infra/deployment.ts';
import type { Finding } from './finding.ts';
import type { Preflight } from './preflight.ts';
import type { Seen } from './see-service.ts';

/** The outputs of infra/service-stack.ts. */
export type Outputs = Readonly<Record<string, string>>;

export function preflightWords({ account, findings }: Preflight, region: string | undefined): string {
  const where = account === undefined ? '' : ` in ${account}, ${region ?? ''}`;
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const [toMend, toKnow] = [count('missing'), count('warning')];
  const sum =
    toMend > 0
      ? `${toMend} to mend before anything is made; ${toKnow} to know.`
      : `Nothing is missing${where}; ${toKnow} to know.`;
  const ordered = findings.toSorted(
    (one, other) => Number(one.level === 'warning') - Number(other.level === 'warning'),
  );
  return [...ordered.map(findingWords), sum].join('\n');
}

function findingWords({ code, level, says, mend }: Finding): string {
  return [
    `${level === 'missing' ? '✗' : '!'} ${code}: ${says}`,
    ...mend.map((line) => `    ${line}`),
    '',
  ].join('\n');
}

export function outputWords({ service, hasOwnHost }: Deployment, outputs: Outputs): string {
  const { CdnHost = '', WebhookUrl = '', AlarmTopic = '' } = outputs;
  const records = Object.entries(outputs)
    .filter(([name]) => name.startsWith('MailRecord'))
    .map(([, record]) => `    ${record}`);
  return [
    hasOwnHost
      ? `Point ${service.hostname} at ${CdnHost}: a CNAME, or an alias record in Route 53.`
      : `Let the site's own CDN send ${service.href} and all below it to ${CdnHost}.`,
    ...(records.length === 0 ? [] : ['Add to DNS, so that mail may be sent:', ...records]),
    `Stripe sends its events to ${WebhookUrl}.`,
    `Alarms go to ${AlarmTopic}; subscribe whoever looks after the service.`,
  ].join('\n');
}

export function seenWords(seen: Seen): string {
  if ('failed' in seen) return `${seen.at} does not answer: ${seen.failed}.`;
  return `${seen.at} answers: ${seen.keys} keys, ${seen.plans} plans.`;
}
