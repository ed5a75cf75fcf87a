import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { inside, jsonCall, queryCall, restCall } from './signed-calls.ts';
import type { AwsAccess } from './signed-calls.ts';

/** CloudFront looks for certificates in this region alone. */
const CDN_REGION = 'us-east-1';

export interface Parameter {
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly value: string;
}

export interface Certificate {
  /** `ISSUED`, or what it is instead, as ACM writes it. */
  readonly status: string;
  /** The names it is good for; `*.example.com` stands for one label. */
  readonly names: readonly string[];
}

/** An AWS account in one region, as whoever asks may see it. Every call reads. */
export interface AwsAccount {
  readonly region: string;
  identity(): Promise<{ readonly account: string; readonly arn: string }>;
  /** Those that there are, decrypted; up to ten. */
  parameters(names: readonly string[]): Promise<ReadonlyMap<string, Parameter>>;
  /** As CloudFormation writes it; `undefined` where there is no such stack. */
  stackStatus(name: string): Promise<string | undefined>;
  hasTable(name: string): Promise<boolean>;
  certificate(arn: string): Promise<Certificate | undefined>;
  /** How many calls Lambda answers at once, of all functions of the account in the region. */
  concurrentExecutions(): Promise<number>;
  /** Whether SES mails anybody, or verified addresses alone; and whether AWS has stopped it. */
  mailAccount(): Promise<{ readonly isInProduction: boolean; readonly isSending: boolean }>;
  /** Whether SES has proof that a domain is ours; `undefined` where it does not know it. */
  mailDomain(domain: string): Promise<{ readonly isProved: boolean } | undefined>;
}

const identity = z.object({ account: z.string(), arn: z.string() });
const certificate = z.object({
  Certificate: z.object({ Status: z.string(), SubjectAlternativeNames: z.array(z.string()) }),
});
const settings = z.object({ AccountLimit: z.object({ ConcurrentExecutions: z.int() }) });

export function createAwsAccount(access: AwsAccess): AwsAccount {
  const { region, credentials, endpoint } = access;
  const client = { region, credentials, ...(endpoint !== undefined && { endpoint }) };
  const [ssm, ses] = [new SSMClient(client), new SESv2Client(client)];
  const here = (service: string) => ({ service, region });

  return {
    region,

    async identity() {
      const xml = await queryCall(access, here('sts'), {
        Action: 'GetCallerIdentity',
        Version: '2011-06-15',
      });
      return identity.parse({ account: inside(xml, 'Account'), arn: inside(xml, 'Arn') });
    },

    async parameters(names) {
      const { Parameters = [] } = await ssm.send(
        new GetParametersCommand({ Names: [...names], WithDecryption: true }),
      );
      return new Map(
        Parameters.map(({ Name = '', Type = 'String', Value = '' }) => [Name, { type: Type, value: Value }]),
      );
    },

    stackStatus: (name) =>
      unlessAbsent(/does not exist/, async () => {
        const asked = { Action: 'DescribeStacks', StackName: name, Version: '2010-05-15' };
        return inside(await queryCall(access, here('cloudformation'), asked), 'StackStatus');
      }),

    async hasTable(name) {
      const target = 'DynamoDB_20120810.DescribeTable';
      const found = await unlessAbsent(/ResourceNotFound/, () =>
        jsonCall(access, here('dynamodb'), '1.0', target, { TableName: name }),
      );
      return found !== undefined;
    },

    certificate: (arn) =>
      unlessAbsent(/ResourceNotFound/, async () => {
        const target = 'CertificateManager.DescribeCertificate';
        const answer = await jsonCall(access, { service: 'acm', region: CDN_REGION }, '1.1', target, {
          CertificateArn: arn,
        });
        const { Status, SubjectAlternativeNames } = certificate.parse(answer).Certificate;
        return { status: Status, names: SubjectAlternativeNames };
      }),

    async concurrentExecutions() {
      const answer = await restCall(access, here('lambda'), '/2016-08-19/account-settings');
      return settings.parse(answer).AccountLimit.ConcurrentExecutions;
    },

    async mailAccount() {
      const { ProductionAccessEnabled, SendingEnabled } = await ses.send(new GetAccountCommand());
      return { isInProduction: ProductionAccessEnabled === true, isSending: SendingEnabled === true };
    },

    mailDomain: (domain) =>
      unlessAbsent(/NotFound/, async () => {
        const found = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: domain }));
        return { isProved: found.VerifiedForSendingStatus === true };
      }),
  };
}

async function unlessAbsent<T>(says: RegExp, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && says.test(`${error.name}: ${error.message}`)) return undefined;
    throw error;
  }
}
