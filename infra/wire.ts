import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { REVOCATIONS_PARTITION, tableName } from '../shared/store/tables.ts';
import type { Table } from '../shared/store/tables.ts';
import type { Deployment } from './deployment.ts';
import type { QueueName, Rights, SecretName } from './rights.ts';
import { senderDomain } from './sender.ts';

/** What a function is allowed and what it is told; the one never comes without the other. */
export interface Wiring {
  readonly statements: readonly PolicyStatement[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface Resources {
  readonly deployment: Deployment;
  readonly queues: Readonly<Record<QueueName, IQueue>>;
  readonly signingKey: IKey;
  /** What the CDN shows the functions; known when it is deployed, and in no template. */
  readonly originSecret: string;
}

const QUEUE_VARIABLES: Readonly<Record<QueueName, string>> = {
  sync: 'SYNC_QUEUE_URL',
  mail: 'MAIL_QUEUE_URL',
};

const SECRET_VARIABLES: Readonly<Record<SecretName, string>> = {
  'stripe-key': 'STRIPE_KEY_PARAMETER',
  'stripe-webhook-secret': 'STRIPE_WEBHOOK_SECRET_PARAMETER',
  'session-secret': 'SESSION_SECRET_PARAMETER',
};

export function wire(stack: Stack, rights: Rights, resources: Resources): Wiring {
  const { tables = {}, revokes, secrets = [], sendsTo = [], signingKey, sendsMail } = rights;
  const { deployment, queues } = resources;
  const parts = [
    ...(Object.keys(tables).length > 0 ? [tableWiring(stack, tables, deployment)] : []),
    ...(revokes === true ? [revocationsWiring(stack, deployment)] : []),
    ...secrets.map((secret) => secretWiring(stack, secret, deployment)),
    ...sendsTo.map((queue) => ({
      statements: [allow(['sqs:SendMessage'], queues[queue].queueArn)],
      environment: { [QUEUE_VARIABLES[queue]]: queues[queue].queueUrl },
    })),
    ...(signingKey === undefined ? [] : [signingKeyWiring(signingKey, resources)]),
    ...(sendsMail === true ? [mailWiring(stack, deployment)] : []),
  ];
  return {
    statements: parts.flatMap(({ statements }) => statements),
    environment: Object.assign({}, ...parts.map(({ environment }) => environment)) as Record<string, string>,
  };
}

function tableWiring(stack: Stack, tables: NonNullable<Rights['tables']>, { prefix }: Deployment): Wiring {
  const statements = Object.entries(tables).map(([table, actions]) =>
    allow(
      actions.map((action) => `dynamodb:${action}`),
      tableArn(stack, table as Table, prefix),
    ),
  );
  return { statements, environment: { TABLE_PREFIX: prefix } };
}

/** By their partition (docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html). */
function revocationsWiring(stack: Stack, { prefix }: Deployment): Wiring {
  const statement = allow(['dynamodb:PutItem'], tableArn(stack, 'sessions', prefix));
  statement.addCondition('ForAllValues:StringEquals', { 'dynamodb:LeadingKeys': [REVOCATIONS_PARTITION] });
  return { statements: [statement], environment: { TABLE_PREFIX: prefix } };
}

function tableArn(stack: Stack, table: Table, prefix: string): string {
  return stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: tableName(prefix, table) });
}

/**
 * Needs no right on a KMS key: the key `aws/ssm`, which encrypts a SecureString by default, is open to every principal
 * of the account (docs.aws.amazon.com/systems-manager/latest/userguide/ps-restrict-decryption.html).
 */
function secretWiring(stack: Stack, secret: SecretName, { stage }: Deployment): Wiring {
  const name = `gatefold/${stage}/${secret}`;
  const arn = stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: name });
  return {
    statements: [allow(['ssm:GetParameters'], arn)],
    environment: { [SECRET_VARIABLES[secret]]: `/${name}` },
  };
}

/** Only under the encryption context of this issuer, as shared/aws/key-wrap.ts sends it. */
function signingKeyWiring(
  use: NonNullable<Rights['signingKey']>,
  { signingKey, deployment }: Resources,
): Wiring {
  const statement = allow([use === 'encrypt' ? 'kms:Encrypt' : 'kms:Decrypt'], signingKey.keyArn);
  const issuer = deployment.service.href.replace(/\/$/, '');
  statement.addCondition('StringEquals', { 'kms:EncryptionContext:issuer': issuer });
  return { statements: [statement], environment: { SIGNING_KEY_ID: signingKey.keyArn } };
}

function mailWiring(stack: Stack, { mailFrom, mailConfigurationSet }: Deployment): Wiring {
  const ses = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'ses', resource, resourceName });
  const statement = allow(['ses:SendEmail'], ses('identity', senderDomain({ mailFrom })));
  statement.addCondition('StringEquals', { 'ses:FromAddress': mailFrom });
  if (mailConfigurationSet === undefined) {
    return { statements: [statement], environment: { MAIL_FROM: mailFrom } };
  }
  const through = allow(['ses:SendEmail'], ses('configuration-set', mailConfigurationSet));
  return {
    statements: [statement, through],
    environment: { MAIL_FROM: mailFrom, MAIL_CONFIGURATION_SET: mailConfigurationSet },
  };
}

function allow(actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({ actions, resources: [resource] });
}
