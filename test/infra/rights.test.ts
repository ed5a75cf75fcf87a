/**
 * Claims: each function may do what its work takes and nothing beside it. Nobody can delete a member, or what the
 * ledger says of one. Only the rotation makes signing keys, and only the service that readers talk to can sign with them.
 * Nothing of ours has a right on everything. A right that somebody widens, in whichever way, is found by these tests.
 */
import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../infra/rights.ts';
import { ALLOWED, widenedRights } from './allowed-rights.ts';
import { inWords, rightsOfFunction, rightsOfRole } from './rights-of.ts';
import type { Right } from './rights-of.ts';
import { resourceOf, resourcesOf, synthesizeForFile } from './synthesis.ts';
import type { Resource } from './synthesis.ts';

const prod = synthesizeForFile();
const of = (name: string) => rightsOfFunction(prod().service, `gatefold-prod-${name}`);
const beyondItsLog = (name: string) => inWords(of(name).filter(({ action }) => !action.startsWith('logs:')));

/** Every function's rights that `matches` tells apart. */
function holders(matches: (right: Right) => boolean): string[] {
  return FUNCTIONS.filter((name) => of(name).some(matches));
}

describe('all that each function may do', () => {
  test('the webhook reads its one secret and puts events into their queue', () => {
    expect(beyondItsLog('webhook')).toEqual(ALLOWED.webhook);
  });

  test('the sync writes what Stripe says of members and what became of events', () => {
    expect(beyondItsLog('sync')).toEqual(ALLOWED.sync);
  });

  test('the service for readers signs them in, sells to them and mints their tokens', () => {
    expect(beyondItsLog('access')).toEqual(ALLOWED.access);
  });

  test('admins grant, revoke, read and decide', () => {
    expect(beyondItsLog('admin')).toEqual(ALLOWED.admin);
  });

  test('the sweep looks up what is stored, keeps its own place, and enqueues; it writes of no member', () => {
    expect(beyondItsLog('sweep')).toEqual(ALLOWED.sweep);
  });

  test('the mail function sends, and reads nothing that is stored', () => {
    expect(beyondItsLog('mail')).toEqual(ALLOWED.mail);
  });

  test('the rotation makes and drops signing keys, and cannot open one', () => {
    expect(beyondItsLog('rotate')).toEqual(ALLOWED.rotate);
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

describe('a right that is widened is found', () => {
  type Resources = Record<string, Resource & { Properties: Record<string, unknown> }>;
  interface Statement {
    Action: unknown;
    Resource: unknown;
    Condition?: unknown;
  }
  /** The stacks, to be changed by hand. */
  const copy = () => structuredClone({ data: prod().data, service: prod().service });
  type Stacks = ReturnType<typeof copy>;
  const all = (stack: Stacks['data']) => stack.Resources as Resources;
  function roleOf({ service }: Stacks, name: string): string {
    const { Properties } = resourceOf(
      service,
      'AWS::Lambda::Function',
      'FunctionName',
      `gatefold-prod-${name}`,
    );
    return (Properties.Role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
  }
  function statementsOf(stacks: Stacks, name: string): Statement[] {
    const role = roleOf(stacks, name);
    return resourcesOf(stacks.service, 'AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties.Roles) === JSON.stringify([{ Ref: role }]))
      .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
  }
  function statementOn(stacks: Stacks, name: string, action: string): Statement {
    const found = statementsOf(stacks, name).find(({ Action }) => JSON.stringify(Action).includes(action));
    if (found === undefined) throw new Error(`${name} has no ${action}.`);
    return found;
  }
  const document = (statement: object) => ({ Version: '2012-10-17', Statement: [statement] });
  const EVERYTHING = { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' };
  const SCAN = { Effect: 'Allow', Action: 'dynamodb:Scan', Resource: '*' };

  test('and as they are none is', () => {
    expect(widenedRights(copy())).toEqual([]);
  });

  test.each<[string, string, (stacks: Stacks) => void]>([
    [
      'one more action on a table',
      'sweep: dynamodb:DeleteItem table/gatefold-prod-members',
      (stacks) => {
        const statement = statementOn(stacks, 'sweep', 'BatchGetItem');
        statement.Action = [statement.Action, 'dynamodb:DeleteItem'].flat();
      },
    ],
    [
      'every table in place of one',
      'admin: dynamodb:Query *',
      (stacks) => {
        statementOn(stacks, 'admin', 'dynamodb:Query').Resource = '*';
      },
    ],
    [
      'every key of KMS in place of one',
      'access: kms:Decrypt *',
      (stacks) => {
        statementOn(stacks, 'access', 'kms:Decrypt').Resource = '*';
      },
    ],
    [
      'every secret of the Parameter Store',
      'webhook: ssm:GetParameters *',
      (stacks) => {
        statementOn(stacks, 'webhook', 'ssm:GetParameters').Resource = '*';
      },
    ],
    [
      'the encryption context no longer asked for',
      'rotate: kms:Encrypt key/signing is not conditioned',
      (stacks) => {
        delete statementOn(stacks, 'rotate', 'kms:Encrypt').Condition;
      },
    ],
    [
      'every row of the sessions in place of revocations',
      'sync: dynamodb:PutItem table/gatefold-prod-sessions is not conditioned',
      (stacks) => {
        for (const statement of statementsOf(stacks, 'sync')) delete statement.Condition;
      },
    ],
    [
      'any sender',
      'mail: ses:SendEmail identity/thefold.example is not conditioned',
      (stacks) => {
        delete statementOn(stacks, 'mail', 'ses:SendEmail').Condition;
      },
    ],
    [
      'a policy within the role',
      'mail: dynamodb:* *',
      (stacks) => {
        const role = all(stacks.service)[roleOf(stacks, 'mail')];
        Object.assign(role?.Properties ?? {}, {
          Policies: [{ PolicyName: 'more', PolicyDocument: document(EVERYTHING) }],
        });
      },
    ],
    [
      "one of AWS's own policies",
      'mail: managed "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"',
      (stacks) => {
        const role = all(stacks.service)[roleOf(stacks, 'mail')];
        const ManagedPolicyArns = ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess'];
        Object.assign(role?.Properties ?? {}, { ManagedPolicyArns });
      },
    ],
    ...(['AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'] as const).map(
      (Type): [string, string, (stacks: Stacks) => void] => [
        `a policy of another kind: ${Type}`,
        `more: ${Type} gives rights`,
        (stacks) => {
          const Roles = [{ Ref: roleOf(stacks, 'mail') }];
          all(stacks.service).more = { Type, Properties: { Roles, PolicyDocument: document(SCAN) } };
        },
      ],
    ),
    [
      "another function's role",
      'mail: dynamodb:Query table/gatefold-prod-keys',
      (stacks) => {
        const { id } = resourceOf(
          stacks.service,
          'AWS::Lambda::Function',
          'FunctionName',
          'gatefold-prod-mail',
        );
        const mail = all(stacks.service)[id];
        Object.assign(mail?.Properties ?? {}, { Role: { 'Fn::GetAtt': [roleOf(stacks, 'access'), 'Arn'] } });
      },
    ],
    [
      'a function with an address of its own',
      'more: AWS::Lambda::Url gives rights',
      (stacks) => {
        all(stacks.service).more = { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE' } };
      },
    ],
    [
      'anybody may call a function',
      'more: * may call',
      (stacks) => {
        const Properties = {
          Principal: '*',
          Action: 'lambda:InvokeFunction',
          FunctionName: 'gatefold-prod-admin',
        };
        all(stacks.service).more = { Type: 'AWS::Lambda::Permission', Properties };
      },
    ],
    [
      'a table that lets somebody in by itself',
      'gatefold-prod-members has a policy of its own',
      ({ data }) => {
        const { Properties } = resourceOf(
          data,
          'AWS::DynamoDB::GlobalTable',
          'TableName',
          'gatefold-prod-members',
        );
        const [replica] = Properties.Replicas as Record<string, unknown>[];
        Object.assign(replica ?? {}, { ResourcePolicy: { PolicyDocument: document(SCAN) } });
      },
    ],
    [
      'a signing key that another account may use',
      'the signing key lets in "arn:aws:iam::999999999999:root"',
      ({ data }) => {
        const [key] = resourcesOf(data, 'AWS::KMS::Key');
        const { Statement } = key?.Properties.KeyPolicy as { Statement: object[] };
        const Principal = { AWS: 'arn:aws:iam::999999999999:root' };
        Statement.push({ Effect: 'Allow', Principal, Action: 'kms:Decrypt', Resource: '*' });
      },
    ],
  ])('%s: %s', (_, found, widen) => {
    const stacks = copy();
    widen(stacks);
    expect(widenedRights(stacks)).toContain(found);
  });
});
