import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { startAwsDouble } from './aws-double.ts';
import type { AwsDouble } from './aws-double.ts';
import { inWords, rightsOfFunction } from './rights-of.ts';
import { resourceOf } from './synthesis.ts';
import type { Synthesis } from './synthesis.ts';

export interface RunningFunction {
  readonly aws: AwsDouble;
  invoke(event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

const functionProperties = z.object({
  Handler: z.string(),
  Code: z.object({ S3Key: z.string() }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const fromChild = z.union([
  z.object({ result: z.unknown() }),
  z.object({ error: z.string() }),
  z.object({ ready: z.literal(true) }),
]);

/**
 * Starts a function of the synthesized service as Lambda would: its bundle, the environment that its template gives it,
 * and the rights of its role and no other.
 */
export async function startFunction(
  { service, folder }: Synthesis,
  functionName: string,
  options: { readonly secrets: Readonly<Record<string, string>>; readonly dynamodb: string },
): Promise<RunningFunction> {
  const { Properties } = resourceOf(service, 'AWS::Lambda::Function', 'FunctionName', functionName);
  const { Code, Environment, Handler } = functionProperties.parse(Properties);
  const aws = await startAwsDouble({ ...options, rights: inWords(rightsOfFunction(service, functionName)) });
  const variables = Object.entries(Environment.Variables).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : nameOfReference(value),
  ]);
  function nameOfReference(value: unknown): string {
    const queue = z.object({ Ref: z.string() }).safeParse(value);
    if (!queue.success) return 'key/signing';
    return `${aws.origin}/111122223333/${String(service.Resources[queue.data.Ref]?.Properties.QueueName)}`;
  }

  const asset = join(folder, `asset.${Code.S3Key.replace('.zip', '')}`);
  const bundle = pathToFileURL(join(asset, `${Handler.split('.')[0] ?? ''}.mjs`)).href;
  const child = fork(join(import.meta.dirname, 'lambda-child.ts'), [bundle], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...(Object.fromEntries(variables) as Record<string, string>),
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: aws.origin,
    },
  });
  let complaints = '';
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
  await next();
  return {
    aws,
    async invoke(event) {
      child.send(event as object);
      const answer = await next();
      if ('error' in answer) throw new Error(`${functionName}: ${answer.error}\n${complaints}`);
      return 'result' in answer ? answer.result : undefined;
    },
    async stop() {
      const exit = once(child, 'exit');
      child.kill();
      await exit;
      await aws.close();
    },
  };
}
