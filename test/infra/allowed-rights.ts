import * as z from 'zod';
import { FUNCTIONS } from '../../infra/rights.ts';
import type { FunctionName } from '../../infra/rights.ts';
import { inWords, rightsOfFunction } from './rights-of.ts';
import type { Right } from './rights-of.ts';
import { resourcesOf } from './synthesis.ts';
import type { Synthesis, Template } from './synthesis.ts';

const TAKES_FROM_QUEUE = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];

/** All that each function of `gatefold-prod` may do beside writing its log, in alphabetical order. */
export const ALLOWED: Readonly<Record<FunctionName, readonly string[]>> = {
  webhook: [
    'sqs:SendMessage gatefold-prod-sync',
    'ssm:GetParameters parameter/gatefold/prod/stripe-webhook-secret',
  ],
  sync: [
    'dynamodb:BatchGetItem table/gatefold-prod-members',
    'dynamodb:GetItem table/gatefold-prod-members',
    'dynamodb:GetItem table/gatefold-prod-sessions',
    'dynamodb:PutItem table/gatefold-prod-ledger',
    'dynamodb:PutItem table/gatefold-prod-members',
    'dynamodb:PutItem table/gatefold-prod-sessions',
    'dynamodb:Query table/gatefold-prod-members',
    'dynamodb:UpdateItem table/gatefold-prod-ledger',
    'dynamodb:UpdateItem table/gatefold-prod-members',
    ...TAKES_FROM_QUEUE.map((action) => `${action} gatefold-prod-sync`),
    'sqs:SendMessage gatefold-prod-sync',
    'ssm:GetParameters parameter/gatefold/prod/stripe-key',
  ].sort(),
  access: [
    'dynamodb:BatchGetItem table/gatefold-prod-members',
    'dynamodb:GetItem table/gatefold-prod-members',
    'dynamodb:GetItem table/gatefold-prod-sessions',
    'dynamodb:PutItem table/gatefold-prod-ledger',
    'dynamodb:PutItem table/gatefold-prod-members',
    'dynamodb:PutItem table/gatefold-prod-sessions',
    'dynamodb:Query table/gatefold-prod-keys',
    'dynamodb:Query table/gatefold-prod-members',
    'dynamodb:Query table/gatefold-prod-sessions',
    'dynamodb:UpdateItem table/gatefold-prod-ledger',
    'dynamodb:UpdateItem table/gatefold-prod-members',
    'dynamodb:UpdateItem table/gatefold-prod-sessions',
    'kms:Decrypt key/signing',
    'sqs:SendMessage gatefold-prod-mail',
    'sqs:SendMessage gatefold-prod-sync',
    'ssm:GetParameters parameter/gatefold/prod/session-secret',
    'ssm:GetParameters parameter/gatefold/prod/stripe-key',
  ],
  admin: [
    'dynamodb:GetItem table/gatefold-prod-apikeys',
    'dynamodb:GetItem table/gatefold-prod-ledger',
    'dynamodb:GetItem table/gatefold-prod-members',
    'dynamodb:PutItem table/gatefold-prod-apikeys',
    'dynamodb:PutItem table/gatefold-prod-ledger',
    'dynamodb:PutItem table/gatefold-prod-members',
    'dynamodb:PutItem table/gatefold-prod-sessions',
    'dynamodb:Query table/gatefold-prod-apikeys',
    'dynamodb:Query table/gatefold-prod-ledger',
    'dynamodb:Query table/gatefold-prod-members',
    'dynamodb:UpdateItem table/gatefold-prod-apikeys',
    'dynamodb:UpdateItem table/gatefold-prod-ledger',
    'dynamodb:UpdateItem table/gatefold-prod-members',
  ],
  mail: [
    'ses:SendEmail identity/thefold.example',
    ...TAKES_FROM_QUEUE.map((action) => `${action} gatefold-prod-mail`),
  ].sort(),
  sweep: [
    'dynamodb:BatchGetItem table/gatefold-prod-ledger',
    'dynamodb:BatchGetItem table/gatefold-prod-members',
    'dynamodb:GetItem table/gatefold-prod-ledger',
    'dynamodb:PutItem table/gatefold-prod-ledger',
    'dynamodb:Query table/gatefold-prod-ledger',
    'dynamodb:UpdateItem table/gatefold-prod-ledger',
    'sqs:SendMessage gatefold-prod-sync',
    'ssm:GetParameters parameter/gatefold/prod/stripe-key',
  ],
  rotate: [
    'dynamodb:DeleteItem table/gatefold-prod-keys',
    'dynamodb:PutItem table/gatefold-prod-keys',
    'dynamodb:Query table/gatefold-prod-keys',
    'kms:Encrypt key/signing',
  ],
};

/** What is allowed under a condition alone. */
const CONDITIONED: ReadonlySet<string> = new Set([
  'sync: dynamodb:PutItem table/gatefold-prod-sessions',
  'admin: dynamodb:PutItem table/gatefold-prod-sessions',
  'access: kms:Decrypt key/signing',
  'rotate: kms:Encrypt key/signing',
  'mail: ses:SendEmail identity/thefold.example',
]);

/** Kinds of resource that can give somebody a right, where they are looked at below or in rights-of.ts. */
const LOOKED_AT = ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::Lambda::Permission'];

const permission = z.object({ Principal: z.string(), SourceArn: z.unknown().optional() });
const keyPolicy = z.object({
  KeyPolicy: z.object({ Statement: z.array(z.object({ Principal: z.object({ AWS: z.unknown() }) })) }),
});

/** Every way in which the stacks give more than is allowed. */
export function widenedRights({ data, service }: Pick<Synthesis, 'data' | 'service'>): string[] {
  return [
    ...FUNCTIONS.flatMap((name) => beyondAllowed(service, name)),
    ...[data, service].flatMap((template) => [...otherGivers(template), ...callers(template)]),
    ...tablesWithPolicies(data),
    ...strangersAtKeys(data),
  ];
}

function beyondAllowed(service: Template, name: FunctionName): string[] {
  const log = ` /aws/lambda/gatefold-prod-${name}`;
  const inRole = rightsOfFunction(service, `gatefold-prod-${name}`);
  const isOwnLog = (right: Right) =>
    /^logs:(CreateLogStream|PutLogEvents)$/.test(right.action) && inWords([right])[0]?.endsWith(log) === true;
  return inRole
    .filter((right) => !isOwnLog(right))
    .flatMap((right) => {
      const [words = ''] = inWords([right]);
      const line = `${name}: ${words}`;
      if (!ALLOWED[name].includes(words)) return [line];
      return CONDITIONED.has(line) && right.condition === undefined ? [`${line} is not conditioned`] : [];
    });
}

function otherGivers({ Resources }: Template): string[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => /^AWS::IAM::|^AWS::Lambda::(Url|Permission)|Grant$/.test(Type))
    .filter(([, { Type }]) => !LOOKED_AT.includes(Type))
    .map(([id, { Type }]) => `${id}: ${Type} gives rights`);
}

/** The HTTP API calls functions, by its own ARN. */
function callers(template: Template): string[] {
  return resourcesOf(template, 'AWS::Lambda::Permission').flatMap(({ id, Properties }) => {
    const { Principal, SourceArn } = permission.parse(Properties);
    return Principal === 'apigateway.amazonaws.com' && SourceArn !== undefined
      ? []
      : [`${id}: ${Principal} may call`];
  });
}

function tablesWithPolicies(data: Template): string[] {
  return resourcesOf(data, 'AWS::DynamoDB::GlobalTable')
    .filter(({ Properties }) => JSON.stringify(Properties).includes('"ResourcePolicy"'))
    .map(({ Properties }) => `${String(Properties.TableName)} has a policy of its own`);
}

/** The account itself, whose own policies then say who, is the one to let in. */
function strangersAtKeys(data: Template): string[] {
  return resourcesOf(data, 'AWS::KMS::Key')
    .flatMap(({ Properties }) => keyPolicy.parse(Properties).KeyPolicy.Statement)
    .map(({ Principal }) => JSON.stringify(Principal.AWS))
    .filter((principal) => !principal.includes('"AWS::AccountId"}'))
    .map((principal) => `the signing key lets in ${principal}`);
}
