import type { TestProject } from 'vitest/node';
import { startEngine } from '../../local/engine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly dynamodbEndpoint: string;
  }
}

/** Starts one DynamoDB-compatible engine, in memory, for the whole run; or uses the one `DYNAMODB_ENDPOINT` names. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const engine = await startEngine();
  project.provide('dynamodbEndpoint', engine.endpoint);
  return () => engine.stop();
}
