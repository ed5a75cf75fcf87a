import { Tags, Validations } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledgeFindings } from './acknowledged.ts';
import { DataStack } from './data-stack.ts';
import type { Deployment } from './deployment.ts';
import { ServiceStack } from './service-stack.ts';

/** All of one deployment: what must be kept, and what can be thrown away and made again. */
export function buildGatefold(app: App, deployment: Deployment): { data: DataStack; service: ServiceStack } {
  const data = new DataStack(app, `${deployment.prefix}-data`, { deployment });
  const service = new ServiceStack(app, `${deployment.prefix}-service`, {
    deployment,
    signingKey: data.signingKey,
  });
  service.addStackDependency(data, 'The functions read the tables by name.');
  for (const [name, value] of Object.entries({ application: 'gatefold', stage: deployment.stage })) {
    Tags.of(app).add(name, value);
    for (const stack of [data, service]) stack.addStackTag(name, value);
  }
  acknowledgeFindings({
    api: service.api,
    cdn: service.cdn,
    hasCertificate: deployment.certificateArn !== undefined,
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { data, service };
}
