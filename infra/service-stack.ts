import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { addAlarms } from './alarms.ts';
import { addCdn, originSecretOf } from './cdn.ts';
import { addDashboard } from './dashboard.ts';
import type { Deployment } from './deployment.ts';
import { addFunctions, feed } from './functions.ts';
import { addHttpApi } from './http-api.ts';
import { addQueues } from './queues.ts';
import { addRotation } from './rotation.ts';
import { addSender } from './sender.ts';
import { addSweeping } from './sweeping.ts';

export interface ServiceProps {
  readonly deployment: Deployment;
  readonly signingKey: Key;
}

/** What runs. It holds nothing that could not be deployed again. */
export class ServiceStack extends Stack {
  readonly api: HttpApi;
  readonly cdn: Distribution;

  constructor(scope: App, id: string, { deployment, signingKey }: ServiceProps) {
    super(scope, id, {
      description: `Gatefold, ${deployment.stage}: takes Stripe's events in and signs readers' tokens.`,
    });
    const queues = addQueues(this, deployment);
    const originSecret = originSecretOf(this, deployment);
    const functions = addFunctions(this, {
      deployment,
      signingKey,
      originSecret,
      queues: { sync: queues.sync.queue, mail: queues.mail.queue },
    });
    feed(functions, queues);
    const api = addHttpApi(this, deployment, functions);
    this.api = api.api;
    this.cdn = addCdn(this, deployment, this.api, originSecret);
    addRotation(this, deployment, functions.rotate);
    addSweeping(this, deployment, functions.sweep);
    if (deployment.createMailIdentity) addSender(this, deployment);
    const watched = { queues, functions, api, cdn: this.cdn };
    const topic = addAlarms(this, deployment, watched);
    addDashboard(this, deployment, watched);

    const service = deployment.service.href.replace(/\/$/, '');
    new CfnOutput(this, 'WebhookUrl', {
      description: "Stripe's webhook endpoint.",
      value: `${service}/webhooks/stripe`,
    });
    new CfnOutput(this, 'CdnHost', {
      description: deployment.hasOwnHost
        ? `Point ${deployment.service.hostname} here.`
        : `Let the site's own CDN send ${service} here.`,
      value: this.cdn.distributionDomainName,
    });
    new CfnOutput(this, 'AlarmTopic', {
      description: 'Subscribe whoever looks after the service.',
      value: topic.topicArn,
    });
  }
}
