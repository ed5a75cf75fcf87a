import { join } from 'node:path';
import * as z from 'zod';
import { FUNCTIONS } from '../../infra/rights.ts';
import { resourceOf, synthesize } from './synthesize.ts';

/** Synthesizes with bundles into the folder it is given; its last line says where each function's lies. */
const code = z.object({ Code: z.object({ S3Key: z.string() }) });
const [, , folder = ''] = process.argv;
const { service } = synthesize(folder, {}, { bundles: true });
const bundles = FUNCTIONS.map((name) => {
  const found = resourceOf(service, 'AWS::Lambda::Function', 'FunctionName', `gatefold-prod-${name}`);
  const { S3Key } = code.parse(found.Properties).Code;
  return [name, join(folder, `asset.${S3Key.replace('.zip', '')}`)] as const;
});
process.stdout.write(`\n${JSON.stringify(Object.fromEntries(bundles))}`);
