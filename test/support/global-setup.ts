import type { TestProject } from 'vitest/node';
import { startEngine } from '../../local/engine.ts';
import { servePackedClient } from './pack-client.ts';
import { serveBundles } from './serve-bundles.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly dynamodbEndpoint: string;
    /** Where a test learns where the packed client lies. */
    readonly packedClientUrl: string;
    /** Where a test learns where the functions' bundles lie. */
    readonly bundlesUrl: string;
  }
}

/**
 * Starts one DynamoDB-compatible engine, in memory, for the whole run, or uses the one `DYNAMODB_ENDPOINT` names; and
 * packs the client and bundles the functions once, if a test asks for them.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const engine = await startEngine();
  const client = await servePackedClient();
  const bundles = await serveBundles();
  project.provide('dynamodbEndpoint', engine.endpoint);
  project.provide('packedClientUrl', client.url);
  project.provide('bundlesUrl', bundles.url);
  return async () => {
    await bundles.stop();
    await client.stop();
    await engine.stop();
  };
}
