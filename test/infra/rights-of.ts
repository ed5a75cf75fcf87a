import * as z from 'zod';
import { resourceOf, resourcesOf } from './synthesis.ts';
import type { Template } from './synthesis.ts';

const list = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: list,
  Resource: z.unknown(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const policy = z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) });
const policyOfRoles = policy.extend({ Roles: z.array(z.object({ Ref: z.string() })) });
const roleProperties = z.object({
  ManagedPolicyArns: z.array(z.unknown()).optional(),
  Policies: z.array(policy).optional(),
});
const reference = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });

/** One action on one resource, as a role of the template may take it. */
export interface Right {
  readonly action: string;
  /** `table/gatefold-prod-members`, `gatefold-prod-sync`, `key/signing`: the last part of the ARN. */
  readonly resource: string;
  readonly condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** All that a role may do, by its own policies; a managed policy would show as the action `managed`. */
export function rightsOfRole(template: Template, roleId: string): Right[] {
  const role = roleProperties.parse(template.Resources[roleId]?.Properties);
  const attached = resourcesOf(template, 'AWS::IAM::Policy')
    .map(({ Properties }) => policyOfRoles.parse(Properties))
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === roleId));
  const statements = [...(role.Policies ?? []), ...attached].flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
  return [
    ...(role.ManagedPolicyArns ?? []).map((arn) => ({ action: 'managed', resource: JSON.stringify(arn) })),
    ...statements.flatMap(({ Action, Resource, Condition }) =>
      Action.flatMap((action) =>
        (Array.isArray(Resource) ? Resource : [Resource]).map((resource: unknown) => ({
          action,
          resource: nameIn(template, resource),
          ...(Condition && { condition: Condition }),
        })),
      ),
    ),
  ];
}

export function rightsOfFunction(template: Template, functionName: string): Right[] {
  const { Properties } = resourceOf(template, 'AWS::Lambda::Function', 'FunctionName', functionName);
  const [roleId] = reference.parse(Properties.Role)['Fn::GetAtt'];
  return rightsOfRole(template, roleId);
}

/** `sqs:SendMessage gatefold-prod-sync`, in alphabetical order. */
export function inWords(rights: readonly Right[]): string[] {
  return rights.map(({ action, resource }) => `${action} ${resource}`).sort();
}

/** What an ARN of the template names, without partition, region and account. */
function nameIn(template: Template, arn: unknown): string {
  if (typeof arn === 'string') return arn;
  const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(arn);
  if (joined.success) {
    const parts = joined.data['Fn::Join'][1].map((part) =>
      typeof part === 'string' ? part : reference.safeParse(part).success ? nameIn(template, part) : '',
    );
    return parts.join(joined.data['Fn::Join'][0]).split(':').slice(5).join(':');
  }
  const imported = z.object({ 'Fn::ImportValue': z.string() }).safeParse(arn);
  if (imported.success)
    return /SigningKey\w*Arn/.test(imported.data['Fn::ImportValue']) ? 'key/signing' : 'unknown';
  const [id] = reference.parse(arn)['Fn::GetAtt'];
  const { QueueName, LogGroupName, FunctionName } = template.Resources[id]?.Properties ?? {};
  return z.string().parse(QueueName ?? LogGroupName ?? FunctionName);
}
