import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogLevel, NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { join } from 'node:path';
import type { Deployment } from './deployment.ts';
import { DELIVERY } from './queues.ts';
import type { QueuePair } from './queues.ts';
import { FUNCTIONS, RIGHTS } from './rights.ts';
import type { FunctionName, QueueName } from './rights.ts';
import { wire } from './wire.ts';
import type { Resources } from './wire.ts';

const ROOT = join(import.meta.dirname, '..');

/** Memory buys processor time too, and starting cold is all processor: docs/adr/0017-what-a-cold-start-loads.md. */
const SIZES: Readonly<Record<FunctionName, { memorySize: number; timeout: Duration }>> = {
  // Stripe waits a while for its answer, and sends again where there is none.
  webhook: { memorySize: 512, timeout: Duration.seconds(10) },
  sync: { memorySize: 512, timeout: DELIVERY.sync.consumerTimeout },
  // A Checkout makes a few calls to Stripe of up to 5 seconds each; an HTTP API gives up after 30.
  access: { memorySize: 1024, timeout: Duration.seconds(28) },
  admin: { memorySize: 512, timeout: Duration.seconds(15) },
  mail: { memorySize: 512, timeout: DELIVERY.mail.consumerTimeout },
  // Ends before the next one comes, and goes on in it.
  sweep: { memorySize: 512, timeout: Duration.minutes(14) },
  rotate: { memorySize: 512, timeout: Duration.seconds(30) },
};

/** These turn away what is of Stripe's other mode. */
const TELLS_MODES_APART: ReadonlySet<FunctionName> = new Set(['webhook', 'sweep']);

/** These answer what came through the CDN, and nothing else. */
const BEHIND_CDN: ReadonlySet<FunctionName> = new Set(['webhook', 'access', 'admin']);

/**
 * One file a function, AWS SDK included, from the ES modules of every package. The source map lies beside it for whoever
 * reads a stack in the log; Node does not load it, which would cost every cold start. docs/adr/0017-what-a-cold-start-loads.md
 * has what was tried.
 */
const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  bundleAwsSDK: true,
  minify: true,
  sourceMap: true,
  sourceMapMode: SourceMapMode.EXTERNAL,
  sourcesContent: false,
  logLevel: LogLevel.WARNING,
  esbuildArgs: {
    '--alias:@aws-sdk/credential-provider-node': join(ROOT, 'functions/lambda-credentials.ts'),
  },
};

export function addFunctions(scope: Construct, resources: Resources): Record<FunctionName, NodejsFunction> {
  const functions = FUNCTIONS.map((name) => [name, addFunction(scope, name, resources)] as const);
  return Object.fromEntries(functions) as Record<FunctionName, NodejsFunction>;
}

function addFunction(scope: Construct, name: FunctionName, resources: Resources): NodejsFunction {
  const { deployment } = resources;
  const functionName = `${deployment.prefix}-${name}`;
  const logGroup = new LogGroup(scope, `${name}-log`, {
    logGroupName: `/aws/lambda/${functionName}`,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const { statements, environment } = wire(Stack.of(scope), RIGHTS[name], resources);
  const role = new Role(scope, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  for (const statement of statements) role.addToPolicy(statement);

  return new NodejsFunction(scope, `${name}-function`, {
    functionName,
    entry: join(ROOT, 'functions', name, 'handler.ts'),
    projectRoot: ROOT,
    depsLockFilePath: join(ROOT, 'package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    ...SIZES[name],
    role,
    logGroup,
    bundling: BUNDLING,
    environment: {
      ...environment,
      ...(TELLS_MODES_APART.has(name) && modeOf(deployment)),
      ...(BEHIND_CDN.has(name) && { ORIGIN_SECRET: resources.originSecret }),
    },
  });
}

function modeOf({ stripeLiveMode }: Deployment): Record<string, string> {
  return { STRIPE_LIVE_MODE: String(stripeLiveMode) };
}

/** Each queue has one consumer, the function of its name. */
export function feed(
  functions: Readonly<Record<FunctionName, NodejsFunction>>,
  queues: Readonly<Record<QueueName, QueuePair>>,
): void {
  functions.sync.addEventSource(
    new SqsEventSource(queues.sync.queue, {
      batchSize: DELIVERY.sync.batchSize,
      // Stripe sends half a dozen events about one payment within a second or two: one read answers them all.
      maxBatchingWindow: Duration.seconds(2),
      // Stripe's read budget, 25 a second an endpoint, is shared with the readers who return from Checkout.
      maxConcurrency: 5,
      reportBatchItemFailures: true,
    }),
  );
  functions.mail.addEventSource(
    new SqsEventSource(queues.mail.queue, {
      batchSize: DELIVERY.mail.batchSize,
      maxConcurrency: 10,
      reportBatchItemFailures: true,
    }),
  );
}
