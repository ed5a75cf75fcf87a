import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { FunctionName } from '../../infra/rights.ts';
import { startAwsDouble } from './aws-double.ts';
import type { AwsDouble } from './aws-double.ts';
import type { Bundles } from './bundle.ts';
import { fromStore } from './gateway.ts';
import { inWords, rightsOfFunction } from './rights-of.ts';
import { resourceOf } from './synthesize.ts';
import type { Template } from './synthesize.ts';

export interface RunningFunction {
  readonly aws: AwsDouble;
  /** What it has written to its log. */
  readonly log: () => string;
  /** One at a time, as an execution environment takes them. */
  invoke(event: unknown, aheadMillis?: number): Promise<unknown>;
  stop(): Promise<void>;
}

export interface Deployed {
  readonly service: Template;
  /** `gatefold-prod` */
  readonly prefix: string;
  readonly bundles: Bundles;
  /** Parameters of the Parameter Store, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly dynamodb: string;
  /** Where Stripe's double listens; without it, nothing answers in Stripe's place. */
  readonly stripe?: string;
  readonly onQueued?: (queue: string, body: string, delaySeconds: number) => void;
}

const functionProperties = z.object({
  Handler: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const fromChild = z.union([
  z.object({ result: z.unknown() }),
  z.object({ error: z.string() }),
  z.object({ ready: z.literal(true) }),
]);

/** What Lambda would run: a bundle, the environment that its template gives it, and AWS with the rights of its role. */
export interface Prepared {
  readonly aws: AwsDouble;
  /** A file URL. */
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
}

export async function prepareFunction(deployed: Deployed, name: FunctionName): Promise<Prepared> {
  const { service, prefix, bundles, secrets, dynamodb, onQueued } = deployed;
  const functionName = `${prefix}-${name}`;
  const { Properties } = resourceOf(service, 'AWS::Lambda::Function', 'FunctionName', functionName);
  const { Environment, Handler } = functionProperties.parse(Properties);
  const rights = inWords(rightsOfFunction(service, functionName));
  const aws = await startAwsDouble({ rights, secrets, dynamodb, onQueued });
  const variables = Object.entries(Environment.Variables).map(([variable, value]) => [
    variable,
    typeof value === 'string' ? value : nameOfReference(value),
  ]);
  function nameOfReference(value: unknown): string {
    const stored = fromStore(service, value, secrets);
    if (stored !== undefined) return stored;
    const queue = z.object({ Ref: z.string() }).safeParse(value);
    if (!queue.success) return 'key/signing';
    return `${aws.origin}/111122223333/${String(service.Resources[queue.data.Ref]?.Properties.QueueName)}`;
  }
  return {
    aws,
    bundle: pathToFileURL(join(bundles[name], `${Handler.split('.')[0] ?? ''}.mjs`)).href,
    environment: {
      ...(Object.fromEntries(variables) as Record<string, string>),
      AWS_LAMBDA_FUNCTION_NAME: functionName,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL: aws.origin,
    },
  };
}

/** Starts a function of the synthesized service as Lambda would. */
export async function startFunction(deployed: Deployed, name: FunctionName): Promise<RunningFunction> {
  const functionName = `${deployed.prefix}-${name}`;
  const { aws, bundle, environment } = await prepareFunction(deployed, name);
  const child = fork(join(import.meta.dirname, 'lambda-child.ts'), [bundle, deployed.stripe ?? ''], {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: environment,
  });
  let log = '';
  let complaints = '';
  child.stdout?.on('data', (chunk) => (log += String(chunk)));
  child.stderr?.on('data', (chunk) => (complaints += String(chunk)));
  async function next(): Promise<z.output<typeof fromChild>> {
    const ended = new AbortController();
    const answer = once(child, 'message', { signal: ended.signal });
    const exit = once(child, 'exit', { signal: ended.signal }).then(() => {
      throw new Error(`${functionName} ended: ${complaints}`);
    });
    const [message] = (await Promise.race([answer, exit])) as [unknown];
    exit.catch(() => undefined);
    ended.abort();
    return fromChild.parse(message);
  }
  async function call(event: unknown, aheadMillis: number): Promise<unknown> {
    child.send({ event, aheadMillis });
    const answer = await next();
    if ('error' in answer) throw new Error(`${functionName}: ${answer.error}\n${complaints}`);
    return 'result' in answer ? answer.result : undefined;
  }
  await next();
  let last: Promise<unknown> = Promise.resolve();
  return {
    aws,
    log: () => log,
    invoke(event, aheadMillis = 0) {
      const answer = last.then(() => call(event, aheadMillis));
      last = answer.catch(() => undefined);
      return answer;
    },
    async stop() {
      const exit = once(child, 'exit');
      child.kill();
      await exit;
      await aws.close();
    },
  };
}
