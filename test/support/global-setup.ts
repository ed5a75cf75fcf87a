import type { TestProject } from 'vitest/node';
import { startEngine } from '../../local/engine.ts';
import { servePackedClient } from './pack-client.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly dynamodbEndpoint: string;
    /** Where a test learns where the packed client lies. */
    readonly packedClientUrl: string;
  }
}

/**
 * Starts one DynamoDB-compatible engine, in memory, for the whole run, or uses the one `DYNAMODB_ENDPOINT` names; and
 * packs the client once, if a test asks for it.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const engine = await startEngine();
  const client = await servePackedClient();
  project.provide('dynamodbEndpoint', engine.endpoint);
  project.provide('packedClientUrl', client.url);
  return async () => {
    await client.stop();
    await engine.stop();
  };
}
