import * as z from 'zod';
import type { GatefoldConfig } from '../shared/config/schema.ts';

/** What differs from one deployment to the next. docs/deploy.md lists the context each field comes from. */
export interface Deployment {
  readonly stage: string;
  /** Begins the name of every table, queue and function. */
  readonly prefix: string;
  /** The URL of the service: the issuer of its tokens. */
  readonly service: URL;
  /** False where the service is a path on a host of the site, which the site's own CDN answers for. */
  readonly hasOwnHost: boolean;
  /** Whether Stripe's live-mode events are taken, or those of its test mode; never both. */
  readonly stripeLiveMode: boolean;
  readonly mailFrom: string;
  /** False where SES knows the sender's domain already, from elsewhere in the account. */
  readonly createMailIdentity: boolean;
  /** The configuration set in SES by which bounces and complaints are published. */
  readonly mailConfigurationSet?: string;
  /** Of the service's own host, in us-east-1, where CloudFront looks for it. */
  readonly certificateArn?: string;
  /** Who is mailed the alarms. */
  readonly alarmEmail?: string;
  /** An alarm goes off where Stripe tells of nothing for so long. */
  readonly quietHours: number;
}

/** Thrown where the context of a deployment cannot be used; `message` has one line a mistake. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
  readonly code = 'deployment_invalid';
}

const settings = z.object({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,15}$/, 'lower-case letters and digits, beginning with a letter, up to 16')
    .default('prod'),
  stripe: z.enum(['live', 'test']).optional(),
  mailFrom: z.email().optional(),
  mailIdentity: z.enum(['create', 'existing']).default('create'),
  mailConfigurationSet: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'letters, digits, "_" and "-", up to 64')
    .optional(),
  certificateArn: z
    .string()
    .regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/, 'a certificate of us-east-1')
    .optional(),
  alarmEmail: z.email().optional(),
  // CloudWatch looks back seven days at the most.
  quietHours: z.coerce.number().int().min(1).max(168).default(72),
});

/**
 * Reads the context (`-c name=value`) of a deployment.
 *
 * @throws {DeploymentError} naming every value that is wrong
 */
export function readDeployment(context: (name: string) => unknown, { hosts }: GatefoldConfig): Deployment {
  const given = Object.keys(settings.shape).map((name) => [name, context(name)]);
  const result = settings.safeParse(Object.fromEntries(given));
  if (!result.success) {
    const lines = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw contextError(lines);
  }
  const service = new URL(hosts.service);
  if (service.protocol !== 'https:') {
    throw new DeploymentError(`hosts.service is ${hosts.service}: only https can be deployed.`);
  }
  const {
    stage,
    stripe,
    mailFrom,
    mailIdentity,
    mailConfigurationSet,
    certificateArn,
    alarmEmail,
    quietHours,
  } = result.data;
  const hasOwnHost = !isPathOfSite(service, hosts);
  if (certificateArn !== undefined && !hasOwnHost) {
    throw contextError([
      `  certificateArn: the site's own CDN answers for ${service.hostname}; leave it out`,
    ]);
  }
  return {
    stage,
    prefix: `gatefold-${stage}`,
    service,
    hasOwnHost,
    quietHours,
    stripeLiveMode: (stripe ?? (stage === 'prod' ? 'live' : 'test')) === 'live',
    mailFrom: mailFrom ?? `no-reply@${new URL(hosts.site).hostname}`,
    createMailIdentity: mailIdentity === 'create',
    ...(mailConfigurationSet !== undefined && { mailConfigurationSet }),
    ...(certificateArn !== undefined && { certificateArn }),
    ...(alarmEmail !== undefined && { alarmEmail }),
  };
}

function contextError(lines: readonly string[]): DeploymentError {
  return new DeploymentError(`The context cannot be used:\n${lines.join('\n')}`);
}

function isPathOfSite(service: URL, { site, allowedOrigins }: GatefoldConfig['hosts']): boolean {
  const read = [site, ...allowedOrigins].map((origin) => new URL(origin).hostname);
  return service.pathname !== '/' && read.includes(service.hostname);
}
