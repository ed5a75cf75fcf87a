/**
 * Claims: each function may do what its work takes and nothing beside it. Nobody can delete a member, or what the
 * ledger says of one. Only the rotation makes signing keys, and only the service that readers talk to can sign with them.
 * Nothing of ours has a right on everything.
 */
import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../infra/rights.ts';
import { inWords, rightsOfFunction, rightsOfRole } from './rights-of.ts';
import type { Right } from './rights-of.ts';
import { resourcesOf, synthesizeForFile } from './synthesis.ts';

const prod = synthesizeForFile();
const of = (name: string) => rightsOfFunction(prod().service, `gatefold-prod-${name}`);
const beyondItsLog = (name: string) => inWords(of(name).filter(({ action }) => !action.startsWith('logs:')));

/** Every function's rights that `matches` tells apart. */
function holders(matches: (right: Right) => boolean): string[] {
  return FUNCTIONS.filter((name) => of(name).some(matches));
}

const TAKES_FROM_QUEUE = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];

describe('all that each function may do', () => {
  test('the webhook reads its one secret and puts events into their queue', () => {
    expect(beyondItsLog('webhook')).toEqual([
      'sqs:SendMessage gatefold-prod-sync',
      'ssm:GetParameters parameter/gatefold/prod/stripe-webhook-secret',
    ]);
  });

  test('the sync writes what Stripe says of members and what became of events', () => {
    expect(beyondItsLog('sync')).toEqual(
      [
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
    );
  });

  test('the service for readers signs them in, sells to them and mints their tokens', () => {
    expect(beyondItsLog('access')).toEqual([
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
    ]);
  });

  test('admins grant, revoke, read and decide', () => {
    expect(beyondItsLog('admin')).toEqual([
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
    ]);
  });

  test('the sweep looks up what is stored, keeps its own place, and enqueues; it writes of no member', () => {
    expect(beyondItsLog('sweep')).toEqual([
      'dynamodb:BatchGetItem table/gatefold-prod-ledger',
      'dynamodb:BatchGetItem table/gatefold-prod-members',
      'dynamodb:GetItem table/gatefold-prod-ledger',
      'dynamodb:PutItem table/gatefold-prod-ledger',
      'dynamodb:Query table/gatefold-prod-ledger',
      'dynamodb:UpdateItem table/gatefold-prod-ledger',
      'sqs:SendMessage gatefold-prod-sync',
      'ssm:GetParameters parameter/gatefold/prod/stripe-key',
    ]);
  });

  test('the mail function sends, and reads nothing that is stored', () => {
    expect(beyondItsLog('mail')).toEqual(
      [
        'ses:SendEmail identity/thefold.example',
        ...TAKES_FROM_QUEUE.map((action) => `${action} gatefold-prod-mail`),
      ].sort(),
    );
  });

  test('the rotation makes and drops signing keys, and cannot open one', () => {
    expect(beyondItsLog('rotate')).toEqual([
      'dynamodb:DeleteItem table/gatefold-prod-keys',
      'dynamodb:PutItem table/gatefold-prod-keys',
      'dynamodb:Query table/gatefold-prod-keys',
      'kms:Encrypt key/signing',
    ]);
  });

  test.each(FUNCTIONS)('%s writes its own log and no other', (name) => {
    expect(inWords(of(name).filter(({ action }) => action.startsWith('logs:')))).toEqual([
      `logs:CreateLogStream /aws/lambda/gatefold-prod-${name}`,
      `logs:PutLogEvents /aws/lambda/gatefold-prod-${name}`,
    ]);
  });
});

describe('what nobody may do', () => {
  test('delete a member, an event or an audit line', () => {
    const deletes = ({ action }: Right) => /Delete(Item|Table)|BatchWrite|PartiQL|\*/.test(action);
    expect(FUNCTIONS.flatMap((name) => inWords(of(name).filter(deletes)))).toEqual([
      'dynamodb:DeleteItem table/gatefold-prod-keys',
    ]);
  });

  test('read a whole table', () => {
    expect(holders(({ action }) => /Scan|PartiQL|Export/.test(action))).toEqual([]);
  });

  test('make a signing key, but the rotation; or open one, but the service for readers', () => {
    const writes = /:(Put|Update|Delete)Item$/;
    expect(holders(({ action, resource }) => writes.test(action) && resource.endsWith('-keys'))).toEqual([
      'rotate',
    ]);
    expect(holders(({ action }) => action === 'kms:Encrypt')).toEqual(['rotate']);
    expect(holders(({ action }) => action === 'kms:Decrypt')).toEqual(['access']);
  });

  test('use the key of the signing keys for another issuer, or for none', () => {
    const conditions = FUNCTIONS.flatMap((name) => of(name))
      .filter(({ action }) => action.startsWith('kms:'))
      .map(({ condition }) => condition);
    const thisIssuer = { StringEquals: { 'kms:EncryptionContext:issuer': 'https://access.thefold.example' } };
    expect(conditions).toEqual([thisIssuer, thisIssuer]);
  });

  test('write a session, but the service for readers: the sync and admins can only revoke', () => {
    const writes = FUNCTIONS.flatMap((name) =>
      of(name)
        .filter(({ action, resource }) => /:(Put|Update)Item$/.test(action) && resource.endsWith('-sessions'))
        .map(({ action, condition }) => [name, action, condition] as const),
    );
    const revocations = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['revocations'] } };
    expect(writes).toEqual([
      ['sync', 'dynamodb:PutItem', revocations],
      ['access', 'dynamodb:PutItem', undefined],
      ['access', 'dynamodb:UpdateItem', undefined],
      ['admin', 'dynamodb:PutItem', revocations],
    ]);
  });

  test("send mail under another name than the publication's", () => {
    const [send] = of('mail').filter(({ action }) => action === 'ses:SendEmail');
    expect(send?.condition).toEqual({ StringEquals: { 'ses:FromAddress': 'no-reply@thefold.example' } });
    expect(holders(({ action }) => action.startsWith('ses:'))).toEqual(['mail']);
  });

  test('act on everything of a kind: no right of any role, AWS CDK’s own trigger aside, has a wildcard', () => {
    const roles = resourcesOf(prod().service, 'AWS::IAM::Role').filter(
      ({ id }) => !id.startsWith('AWSCDKTrigger'),
    );
    const rights = roles.flatMap(({ id }) => rightsOfRole(prod().service, id));
    expect(roles).toHaveLength(FUNCTIONS.length + 2);
    expect(inWords(rights).filter((right) => right.includes('*') || right.startsWith('managed'))).toEqual([]);
  });
});

test.each([
  ['schedulerrole', 'gatefold-prod-rotate'],
  ['sweepschedulerrole', 'gatefold-prod-sweep'],
])('the schedule of %s may run that one function and nothing else', (id, name) => {
  const role = resourcesOf(prod().service, 'AWS::IAM::Role').find((one) => one.id.startsWith(id));
  expect(inWords(rightsOfRole(prod().service, role?.id ?? ''))).toEqual([`lambda:InvokeFunction ${name}`]);
});
