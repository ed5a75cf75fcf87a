import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import cdk from '../../cdk.json' with { type: 'json' };
import config from '../../gatefold.config.ts';
import { buildGatefold } from '../../infra/build.ts';
import { readDeployment } from '../../infra/deployment.ts';

export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: string }>>;
  readonly Conditions?: Readonly<Record<string, object>>;
  readonly Outputs?: Readonly<Record<string, { readonly Description?: string }>>;
}

export interface Synthesis {
  readonly data: Template;
  readonly service: Template;
  /** What cdk-nag finds and nobody has acknowledged. */
  findings(): string[];
}

export interface SynthesisOptions {
  /** Has the functions bundled, into `folder`. */
  readonly bundles?: boolean;
  /** `hosts.service`, where it is another than the publication's. */
  readonly service?: string;
}

/** The real app, synthesized in this process. Bundling is what takes its time, and templates do not depend on it. */
export function synthesize(
  folder: string,
  context: Readonly<Record<string, string>> = {},
  { bundles = false, service = config.hosts.service }: SynthesisOptions = {},
): Synthesis {
  const app = new App({
    outdir: folder,
    // `npm run synth` checks the templates against CloudFormation's schemas; here it would be most of the time.
    builtinCloudFormationValidation: false,
    context: { ...cdk.context, ...context, ...(!bundles && { 'aws:cdk:bundling-stacks': [] }) },
  });
  const hosts = { ...config.hosts, service };
  const deployment = readDeployment((name): unknown => app.node.tryGetContext(name), { ...config, hosts });
  const stacks = buildGatefold(app, deployment);
  const assembly = app.synth();
  const template = (name: string) => assembly.getStackByName(name).template as Template;
  return {
    data: template(stacks.data.stackName),
    service: template(stacks.service.stackName),
    findings: () =>
      new AwsSolutionsChecks(app)
        .validateScope(app)
        .violations.map(({ ruleName, description }) => `${ruleName}: ${description}`),
  };
}

export function resourcesOf({ Resources }: Template, type: string): (Resource & { readonly id: string })[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, resource]) => ({ id, ...resource }));
}

/** @throws where there is none, or more than one */
export function resourceOf(template: Template, type: string, property: string, value: string) {
  const found = resourcesOf(template, type).filter(({ Properties }) => Properties[property] === value);
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Error(`${found.length} ${type} with ${property} ${value}`);
  return only;
}
