/** `npm run bundles`: bundles every function as a deployment does, runs the main job through them, and says how it went. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../../local/engine.ts';
import { bundleFunctions } from './bundle.ts';
import { deploy } from './deployed.ts';
import { MAIN_JOB } from './main-job.ts';

// The engine that is being stopped must not let this process end before it.
const awake = setInterval(() => undefined, 1_000);
const folder = await mkdtemp(join(tmpdir(), 'gatefold-bundles-'));
const engine = await startEngine();
try {
  console.log('Bundling every function.');
  const bundles = await bundleFunctions(folder);
  const deployment = await deploy({ bundles, dynamodb: engine.endpoint });
  try {
    for (const { title, run } of MAIN_JOB) console.log(`  ${title}\n    ${await run(deployment)}`);
    console.log('The bundles do the main job.');
  } finally {
    await deployment.stop();
  }
} finally {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
  clearInterval(awake);
}
