import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';

export interface Api {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  /** One JSON line a request, as `LOGGED` says. */
  readonly accessLog: LogGroup;
  readonly webhookRoute: string;
}

/** No address, no path and no query: a path may hold what only its reader should see. */
const LOGGED = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMillis: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
};

/** The path of the service on its host, empty where it has a host to itself. */
export function basePath({ service }: Deployment): string {
  return service.pathname.replace(/\/$/, '');
}

/** Routes with payload format 2.0: Stripe's events, admins, and everything else to readers' `access`. */
export function addHttpApi(
  scope: Construct,
  deployment: Deployment,
  functions: Readonly<Record<'webhook' | 'admin' | 'access', IFunction>>,
): Api {
  const base = basePath(deployment);
  const api = new HttpApi(scope, 'api', {
    apiName: deployment.prefix,
    createDefaultStage: false,
    defaultIntegration: new HttpLambdaIntegration('access', functions.access),
  });
  const webhookPath = `${base}/webhooks/stripe`;
  api.addRoutes({
    path: webhookPath,
    methods: [HttpMethod.POST],
    integration: new HttpLambdaIntegration('webhook', functions.webhook),
  });
  const admin = new HttpLambdaIntegration('admin', functions.admin);
  for (const path of [`${base}/admin`, `${base}/admin/{proxy+}`]) api.addRoutes({ path, integration: admin });

  const accessLog = new LogGroup(scope, 'api-log', {
    logGroupName: `/aws/vendedlogs/${deployment.prefix}-api`,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const stage = new HttpStage(scope, 'stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: 500, burstLimit: 1000 },
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLog),
      format: AccessLogFormat.custom(JSON.stringify(LOGGED)),
    },
  });
  return { api, stage, accessLog, webhookRoute: `POST ${webhookPath}` };
}
