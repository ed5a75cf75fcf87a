import type { Deployment } from '../../../infra/deployment.ts';
import type { AwsAccount, Parameter } from '../../../shared/aws/account.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

interface Kept {
  readonly what: string;
  /** CloudFormation reads what is not encrypted, and nothing else (docs/adr/0015). */
  readonly type: 'SecureString' | 'String';
  readonly isWellFormed: (value: string) => boolean;
  readonly looks: string;
  /** In a shell: the value, or where it is from. */
  readonly value: string;
}

const words = (value: string) => value.split(/\s+/).filter((word) => word !== '');
const all = (pattern: RegExp) => (value: string) =>
  words(value).length > 0 && words(value).every((word) => pattern.test(word));

const PARAMETERS: Readonly<Record<string, Kept>> = {
  'stripe-key': {
    what: 'the key with which Stripe is asked',
    type: 'SecureString',
    isWellFormed: (value) => /^(?:sk|rk)_(?:live|test)_\w{8,}$/.test(value),
    looks: 'sk_live_…, sk_test_…, rk_live_… or rk_test_…',
    value: "'sk_…'",
  },
  'stripe-webhook-secret': {
    what: "the signing secret of Stripe's webhook endpoint, which npm run stripe:setup shows",
    type: 'SecureString',
    isWellFormed: all(/^whsec_\w{8,}$/),
    looks: 'whsec_…, or two of them with a space between',
    value: "'whsec_…'",
  },
  'session-secret': {
    what: "what readers' sessions are signed with",
    type: 'SecureString',
    isWellFormed: (value) => /^[\w-]+$/.test(value) && Buffer.from(value, 'base64url').length >= 32,
    looks: '32 random bytes or more, base64url',
    value: `"$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=')"`,
  },
  'origin-secret': {
    what: 'what CloudFront shows the service, so that nobody goes round it',
    type: 'String',
    isWellFormed: all(/^[0-9a-f]{64}$/),
    looks: '32 random bytes in hexadecimal, or two of them with a space between',
    value: '"$(openssl rand -hex 32)"',
  },
};

/** What documentation, and people in a hurry, put in the place of a secret. */
const PLACEHOLDER = /…|\.\.\.|xxx|change.?me|placeholder|any text|todo|^test$|^(.)\1+$/i;

export function parameterName({ stage }: Pick<Deployment, 'stage'>, name: string): string {
  return `/gatefold/${stage}/${name}`;
}

export async function checkSecrets(
  aws: AwsAccount,
  deployment: Deployment,
): Promise<{ readonly findings: readonly Finding[]; readonly stripeKey?: string }> {
  const names = Object.keys(PARAMETERS).map((name) => parameterName(deployment, name));
  const found = await aws.parameters(names);
  const findings = Object.entries(PARAMETERS).flatMap(([name, kept]) => {
    const path = parameterName(deployment, name);
    return findingOf(path, kept, found.get(path)) ?? [];
  });
  const key = found.get(parameterName(deployment, 'stripe-key'))?.value;
  const isUsable = key !== undefined && PARAMETERS['stripe-key']?.isWellFormed(key) === true;
  return { findings, ...(isUsable && { stripeKey: key }) };
}

/** Never repeats what it found. */
function findingOf(path: string, kept: Kept, found: Parameter | undefined): Finding | undefined {
  const put = `aws ssm put-parameter --type ${kept.type} --name ${path} --value ${kept.value}`;
  const again = put.replace('put-parameter', 'put-parameter --overwrite');
  if (found === undefined) return finding('parameter_missing', `${path} is not there: ${kept.what}.`, put);
  if (kept.type === 'SecureString' && found.type !== 'SecureString') {
    const says = `${path} is stored as plain text. Make it anew as a SecureString, with a new value.`;
    return finding('parameter_not_encrypted', says, `aws ssm delete-parameter --name ${path}`, put);
  }
  if (kept.type === 'String' && found.type !== 'String') {
    const says = `${path} is a ${found.type}, which CloudFormation can not read. Make it anew as a String.`;
    return finding('parameter_encrypted', says, `aws ssm delete-parameter --name ${path}`, put);
  }
  if (PLACEHOLDER.test(found.value)) {
    return finding('parameter_placeholder', `${path} holds a placeholder in place of ${kept.what}.`, again);
  }
  if (kept.isWellFormed(found.value)) return undefined;
  return finding('parameter_malformed', `${path} does not look like ${kept.looks}.`, again);
}
