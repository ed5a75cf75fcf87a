import { GetParametersCommand } from '@aws-sdk/client-ssm';
import type { SSMClient } from '@aws-sdk/client-ssm';

/**
 * Reads SecureString parameters, in one call; once, at cold start.
 *
 * @param names up to ten, by what the caller calls them
 * @throws {Error} naming the parameters that are missing
 */
export async function readSecrets<Name extends string>(
  client: SSMClient,
  names: Readonly<Record<Name, string>>,
): Promise<Record<Name, string>> {
  const wanted = Object.entries<string>(names);
  const { Parameters = [] } = await client.send(
    new GetParametersCommand({ Names: wanted.map(([, path]) => path), WithDecryption: true }),
  );
  const values = new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
  const missing = wanted.filter(([, path]) => values.get(path) === undefined).map(([, path]) => path);
  if (missing.length > 0)
    throw new Error(`Secrets are missing from the Parameter Store: ${missing.join(', ')}`);
  return Object.fromEntries(wanted.map(([name, path]) => [name, values.get(path)])) as Record<Name, string>;
}
