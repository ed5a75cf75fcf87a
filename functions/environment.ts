import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { randomBytes, randomUUID } from 'node:crypto';
import { readSecrets } from '../shared/aws/secrets.ts';
import { openDatabase } from '../shared/store/database.ts';
import type { Database } from '../shared/store/database.ts';
import { createLog } from './http/log.ts';
import type { Origin } from './http/log.ts';

/**
 * The environment variables that infra/ gives a function, read once as it loads.
 *
 * @throws {Error} naming those that are missing
 */
export function readEnvironment<Name extends string>(...names: readonly Name[]): Record<Name, string> {
  const missing = names.filter((name) => (process.env[name] ?? '') === '');
  if (missing.length > 0) throw new Error(`Environment variables are missing: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Record<Name, string>;
}

/** One that a deployment may leave out. */
export function readOptional(name: string): string | undefined {
  return process.env[name] === '' ? undefined : process.env[name];
}

/** For every AWS client: a socket that hangs is given up and tried again, well before the caller gives up. */
export const awsClient = { requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 } } as const;

/** Parameters of the Parameter Store, by what the function calls them. */
export function secretsOf<Name extends string>(
  parameters: Readonly<Record<Name, string>>,
): Promise<Record<Name, string>> {
  return readSecrets(new SSMClient(awsClient), parameters);
}

export function databaseOf(tablePrefix: string): Database {
  return openDatabase(new DynamoDBClient(awsClient), tablePrefix);
}

/** The clock, chance and the log, as every function on Lambda has them. */
export const runtime = {
  now: () => Date.now(),
  randomBytes: (length: number) => randomBytes(length),
  newRequestId: () => randomUUID(),
  log: createLog(
    (line) => {
      process.stdout.write(`${line}\n`);
    },
    originOf(readOptional('AWS_LAMBDA_FUNCTION_NAME')),
  ),
} as const;

/** @param functionName `gatefold-<stage>-<function>`, as infra/functions.ts names it; Lambda tells each its own */
export function originOf(functionName: string | undefined): Origin | undefined {
  const [, stage, service] = functionName?.split('-') ?? [];
  return stage === undefined || service === undefined ? undefined : { service, stage, now: () => Date.now() };
}
