import { SSMClient } from '@aws-sdk/client-ssm';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import cdk from '../../cdk.json' with { type: 'json' };
import { createAwsAccount } from '../../shared/aws/account.ts';
import type { AwsAccount } from '../../shared/aws/account.ts';
import { createApiKeysStore } from '../../shared/store/apikeys.ts';
import { ensureFirstAdminKey } from '../admin/first-key.ts';
import { databaseOf } from '../environment.ts';
import { loadConfig, stripePace } from './command.ts';
import { deploy } from './deploy.ts';
import { terminal } from './terminal.ts';

const { AWS_ENDPOINT_URL: endpoint, STRIPE_API_BASE: apiBase } = process.env;
const aws = await accountOfShell();

process.exitCode = await deploy(
  process.argv.slice(2),
  {
    loadConfig: () => loadConfig('gatefold.config.ts'),
    context: cdk.context,
    aws,
    stripe: { pace: stripePace({}), apiBase },
    lookUp: (host) =>
      lookup(host).then(
        () => true,
        () => false,
      ),
    cdk: runCdk,
    async firstAdminKey(prefix, issuer) {
      const apiKeys = createApiKeysStore(databaseOf(prefix));
      if ((await apiKeys.list()).length > 0) return undefined;
      return ensureFirstAdminKey(apiKeys, issuer, randomBytes(48), Date.now());
    },
    fetch,
  },
  terminal,
);

/** By the credentials and the region that AWS's own tools would take. */
async function accountOfShell(): Promise<AwsAccount | undefined> {
  const { config } = new SSMClient({});
  const region = await config.region().catch(() => undefined);
  if (region === undefined) return undefined;
  return createAwsAccount({ region, credentials: config.credentials, endpoint });
}

/** In the region that was looked at. What it says is progress, so it goes to standard error. */
async function runCdk(args: readonly string[]): Promise<number> {
  const child = spawn('npx', ['cdk', ...args], {
    stdio: ['inherit', process.stderr, 'inherit'],
    env: { ...process.env, ...(aws !== undefined && { AWS_REGION: aws.region }) },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
