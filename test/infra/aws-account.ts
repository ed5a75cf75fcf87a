import * as z from 'zod';
import type { AccountCall, AccountDouble } from './aws-double.ts';

/** What an account holds of what a deployment looks at. */
export interface AccountState {
  readonly account: string;
  readonly parameters: Readonly<Record<string, readonly [type: string, value: string] | undefined>>;
  readonly stacks: Readonly<Record<string, string>>;
  readonly tables: readonly string[];
  /** Of us-east-1, by ARN. */
  readonly certificates: Readonly<
    Record<string, { readonly status: string; readonly names: readonly string[] }>
  >;
  readonly concurrency: number;
  readonly mail: { readonly inProduction: boolean; readonly sending: boolean };
  /** Whether each domain that SES knows is proved. */
  readonly mailDomains: Readonly<Record<string, boolean>>;
  /** AWS refuses every call, with this code. */
  readonly refusesAll?: string;
}

/** The calls that look at an account, as AWS answers them (docs.aws.amazon.com, the API reference of each). */
export function accountDouble(state: AccountState): AccountDouble {
  return (call) => {
    const read = answerOf(state, call);
    if (read === undefined || state.refusesAll === undefined) return read;
    return { ...read, status: 403, body: xmlError(state.refusesAll, 'No.') };
  };
}

function answerOf(state: AccountState, { method, url, target, region, raw }: AccountCall) {
  const form = new URLSearchParams(raw);
  const ok = (right: string, body: object | string) => ({ right, status: 200, body });
  const refuse = (right: string, status: number, body: object | string) => ({ right, status, body });
  switch (target === '' ? (form.get('Action') ?? `${method} ${url}`) : target) {
    case 'GetCallerIdentity': {
      const arn = `arn:aws:sts::${state.account}:assumed-role/deployer/me`;
      return ok(
        'sts:GetCallerIdentity',
        `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn><Account>${state.account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
    }
    case 'DescribeStacks': {
      const name = form.get('StackName') ?? '';
      const status = state.stacks[name];
      if (status === undefined) {
        const message = `Stack with id ${name} does not exist`;
        return refuse('cloudformation:DescribeStacks', 400, xmlError('ValidationError', message));
      }
      return ok(
        'cloudformation:DescribeStacks',
        `<DescribeStacksResponse><StackName>${name}</StackName><StackStatus>${status}</StackStatus></DescribeStacksResponse>`,
      );
    }
    case 'AmazonSSM.GetParameters': {
      const { Names } = z.object({ Names: z.array(z.string()) }).parse(JSON.parse(raw));
      const found = Names.flatMap((Name) => {
        const [Type, Value] = state.parameters[Name] ?? [];
        return Type === undefined ? [] : [{ Name, Type, Value }];
      });
      return ok('ssm:GetParameters', { Parameters: found });
    }
    case 'DynamoDB_20120810.DescribeTable': {
      const { TableName } = z.object({ TableName: z.string() }).parse(JSON.parse(raw));
      if (state.tables.includes(TableName)) return ok('dynamodb:DescribeTable', { Table: { TableName } });
      const type = 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException';
      return refuse('dynamodb:DescribeTable', 400, { __type: type, message: 'Requested resource not found' });
    }
    case 'CertificateManager.DescribeCertificate': {
      const { CertificateArn } = z.object({ CertificateArn: z.string() }).parse(JSON.parse(raw));
      const found = region === 'us-east-1' ? state.certificates[CertificateArn] : undefined;
      const missing = { __type: 'ResourceNotFoundException', message: 'Could not find certificate' };
      if (found === undefined) return refuse('acm:DescribeCertificate', 400, missing);
      const { status: Status, names: SubjectAlternativeNames } = found;
      return ok('acm:DescribeCertificate', { Certificate: { Status, SubjectAlternativeNames } });
    }
    case 'GET /2016-08-19/account-settings':
      return ok('lambda:GetAccountSettings', { AccountLimit: { ConcurrentExecutions: state.concurrency } });
    case 'GET /v2/email/account': {
      const { inProduction, sending } = state.mail;
      return ok('ses:GetAccount', { ProductionAccessEnabled: inProduction, SendingEnabled: sending });
    }
    default: {
      const [, domain] = /^\/v2\/email\/identities\/([^/?]+)$/.exec(url) ?? [];
      if (domain === undefined) return undefined;
      const isProved = state.mailDomains[domain];
      const missing = { __type: 'NotFoundException', message: `Email identity ${domain} does not exist` };
      if (isProved === undefined) return refuse('ses:GetEmailIdentity', 404, missing);
      return ok('ses:GetEmailIdentity', { VerifiedForSendingStatus: isProved });
    }
  }
}

function xmlError(code: string, message: string): string {
  return `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}
