import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Deployment } from '../../infra/deployment.ts';
import type { GatefoldConfig } from '../../shared/config/schema.ts';
import { readArguments, runCommand } from './command.ts';
import { approvalOf, contextOf, deploymentOf } from './deploy/given.ts';
import { preflight } from './deploy/preflight.ts';
import type { Preflight, PreflightDeps } from './deploy/preflight.ts';
import { addressesOf, seeService } from './deploy/see-service.ts';
import type { Seen } from './deploy/see-service.ts';
import { outputWords, preflightWords, seenWords } from './deploy/words.ts';
import type { Outputs } from './deploy/words.ts';
import { EXIT } from './refusal.ts';
import type { Terminal } from './terminal.ts';

const USAGE = `Deploys Gatefold to the AWS account and region of this shell. Looks first for all that would be missing, and says
how to mend it; nothing is made before nothing is missing.

  npm run deploy -- --stage test

  --stage <name>              begins every name; default prod
  --check                     looks, and makes nothing
  -c, --context <name=value>  of the deployment, as docs/deploy.md lists them; as often as needed
  --require-approval <when>   never, any-change or broadening: when the CDK asks before it changes rights; default broadening
  --json                      says at the end what was found and made, as JSON; everything else goes to standard error
  --help

Exit codes: 0 deployed, or with --check nothing is missing. 1 failed on the way: run it again, it goes on from there. 2 something
is missing, or what was given cannot be used.`;

const OPTIONS = {
  stage: { type: 'string' },
  check: { type: 'boolean', default: false },
  context: { type: 'string', short: 'c', multiple: true, default: [] as string[] },
  'require-approval': { type: 'string', default: 'broadening' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export interface DeployDeps extends PreflightDeps {
  readonly loadConfig: () => Promise<GatefoldConfig>;
  /** Of cdk.json. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Runs the CDK; gives its exit code. */
  readonly cdk: (args: readonly string[]) => Promise<number>;
  /** `undefined` where there are keys already. */
  readonly firstAdminKey: (prefix: string, issuer: string) => Promise<string | undefined>;
  readonly fetch: typeof fetch;
}

/** @returns its exit code */
export function deploy(args: readonly string[], deps: DeployDeps, terminal: Terminal): Promise<number> {
  return runCommand(terminal, async () => {
    const options = readArguments(args, OPTIONS);
    if (options.help) {
      terminal.print(USAGE);
      return EXIT.done;
    }
    const say = options.json ? terminal.tell : terminal.print;
    const config = await deps.loadConfig();
    const given = contextOf(options.context, options.stage);
    const approval = approvalOf(options['require-approval']);
    const deployment = deploymentOf({ ...deps.context, ...given }, config);
    const found = await preflight(deps, deployment, config);
    say(preflightWords(found, deps.aws?.region));
    const isReady = found.findings.every(({ level }) => level !== 'missing');
    const report = reportOf(deployment, found, deps.aws?.region, isReady);
    const end = (more: object, exitCode: number) => {
      if (options.json) terminal.print(JSON.stringify({ ...report, ...more }, null, 2));
      return exitCode;
    };
    if (options.check || !isReady) return end({}, isReady ? EXIT.done : EXIT.misused);

    const outputs = await deployStacks(deps, deployment, [
      ...Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ...['--require-approval', approval],
    ]);
    if (outputs === undefined) {
      say('\ndeploy_failed: The CDK says above why. Mend it and run the command again.');
      return end({}, EXIT.failed);
    }
    say(`\n${outputWords(deployment, outputs)}`);
    const adminKey = await deps.firstAdminKey(deployment.prefix, config.hosts.service);
    if (adminKey !== undefined && !options.json) {
      say(`\nThe first admin key, which is shown now and never again:\n\n  ${adminKey}\n`);
    }
    const seen = await seeBoth(deps, deployment, outputs);
    for (const one of seen) say(seenWords(one));
    const isUp = seen[0] !== undefined && !('failed' in seen[0]);
    return end(
      { outputs, ...(adminKey !== undefined && { adminKey }), seen },
      isUp ? EXIT.done : EXIT.failed,
    );
  });
}

function reportOf(
  { stage }: Deployment,
  { account, findings }: Preflight,
  region: string | undefined,
  isReady: boolean,
): object {
  return {
    stage,
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    isReady,
    findings,
  };
}

const outputsFile = z.record(z.string(), z.record(z.string(), z.string()));

/** Synthesizes, with the CDK's own checks, and deploys; `undefined` where the CDK failed. */
async function deployStacks(
  { cdk }: DeployDeps,
  { prefix }: Deployment,
  options: readonly string[],
): Promise<Outputs | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'gatefold-deploy-'));
  try {
    const file = join(folder, 'outputs.json');
    if ((await cdk(['deploy', '--all', '--outputs-file', file, ...options])) !== 0) return undefined;
    return outputsFile.parse(JSON.parse(await readFile(file, 'utf8')))[`${prefix}-service`];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function seeBoth(deps: DeployDeps, deployment: Deployment, { CdnHost = '' }: Outputs): Promise<Seen[]> {
  return Promise.all(addressesOf(deployment, CdnHost).map((at) => seeService(deps.fetch, at)));
}
