import type { SigningKey } from '../../shared/token/key-set.ts';
import { loadConfig, readArguments, readStage, runCommand } from './command.ts';
import { emergencyWords, endWords } from './keys-words.ts';
import { CommandRefused, EXIT } from './refusal.ts';
import type { Terminal } from './terminal.ts';

const USAGE = `Looks after the signing keys of a deployment, as the function rotate does every day: makes those that are due,
drops those that are out. With --emergency it replaces keys that somebody else may hold, at once, and takes back
everybody's tokens. It shows what will happen and asks.

  npm run keys:rotate -- --stage prod
  npm run keys:rotate -- --stage prod --emergency --reason 'Laptop with production access stolen'

  --stage <name>    the deployment, by the credentials and AWS_REGION of the shell
  --emergency       replaces every key that has signed; the next one, which verifiers know already, signs at once
  --every-key       replaces the next one too: where whoever has a key may have had them all
  --kid <kid>       replaces this key alone; may be given again
  --reason <text>   why, for the audit trail; up to 200 characters
  --yes             does not ask
  --config <file>   another file than gatefold.config.ts
  --help

Exit codes: 0 done. 1 failed on the way: run the command that it ends with, it goes on from there. 2 what was given
cannot be used. 3 nobody said that it may be done.`;

const OPTIONS = {
  stage: { type: 'string' },
  emergency: { type: 'boolean', default: false },
  'every-key': { type: 'boolean', default: false },
  kid: { type: 'string', multiple: true, default: [] },
  reason: { type: 'string', default: '' },
  yes: { type: 'boolean', default: false },
  config: { type: 'string', default: 'gatefold.config.ts' },
  help: { type: 'boolean', default: false },
} satisfies Parameters<typeof readArguments>[1];

const REASON_MAX_LENGTH = 200;

/** The signing keys of a deployment, with the rights of whoever runs the command. */
export interface SigningKeys {
  list(): Promise<readonly SigningKey[]>;
  /** What is done every day. */
  rotate(): Promise<void>;
  replace(emergency: { readonly compromised: readonly string[]; readonly reason: string }): Promise<void>;
}

export interface KeysRotateDeps {
  readonly open: (stage: string, issuer: string) => SigningKeys;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** @returns its exit code */
export function keysRotate(
  args: readonly string[],
  terminal: Terminal,
  { open, now }: KeysRotateDeps,
): Promise<number> {
  return runCommand(terminal, async () => {
    const options = readArguments(args, OPTIONS);
    if (options.help) {
      terminal.print(USAGE);
      return EXIT.done;
    }
    if (options.stage === undefined) throw new CommandRefused('target_missing', 'Give --stage <name>.');
    const stage = readStage(options.stage);
    const isNarrowed = options['every-key'] || options.kid.length > 0 || options.reason !== '';
    if (isNarrowed && !options.emergency) {
      throw new CommandRefused('argument_invalid', '--every-key, --kid and --reason go with --emergency.');
    }
    const reason = options.emergency ? readReason(options.reason) : '';
    const { hosts } = await loadConfig(options.config);
    const keys = open(stage, hosts.service);
    const held = await keys.list().catch((error: unknown) => {
      throw new CommandRefused('aws_refused', `AWS did not show the keys of ${stage}: ${String(error)}`);
    });
    if (!options.emergency) {
      await keys.rotate();
      terminal.print('Done: a key signs, and the next one is published.');
      return EXIT.done;
    }
    const seconds = Math.floor(now() / 1000);
    const compromised = chosenKids(held, options, seconds);
    terminal.print(emergencyWords({ stage, service: hosts.service, held, compromised, now: seconds }));
    const answer = options.yes ? 'yes' : await terminal.agree('\nReplace these keys now? (y/N) ');
    if (answer !== 'yes') {
      terminal.print(`\nNothing was done.${answer === 'no' ? '' : ' Add --yes to have it done.'}`);
      return EXIT.notAgreed;
    }
    return replaceKeys(keys, terminal, { stage, compromised, reason });
  });
}

/** @throws {CommandRefused} */
function readReason(text: string): string {
  const reason = text.trim();
  if (reason !== '' && reason.length <= REASON_MAX_LENGTH) return reason;
  throw new CommandRefused('reason_missing', 'Say why: --reason <text>, up to 200 characters.');
}

/** @throws {CommandRefused} */
function chosenKids(
  held: readonly SigningKey[],
  { kid: named, 'every-key': everyKey }: { readonly kid: readonly string[]; readonly 'every-key': boolean },
  now: number,
): string[] {
  const chosen = held.filter(({ kid, activatesAt }) =>
    named.length > 0 ? named.includes(kid) : everyKey || activatesAt <= now,
  );
  if (chosen.length > 0) return chosen.map(({ kid }) => kid);
  const what = named.length > 0 ? `none of ${named.join(', ')}` : 'no key that has signed';
  throw new CommandRefused('signing_key_unknown', `The deployment has ${what}: nothing is left to replace.`);
}

async function replaceKeys(
  keys: SigningKeys,
  terminal: Terminal,
  {
    stage,
    ...emergency
  }: { readonly stage: string; readonly compromised: string[]; readonly reason: string },
): Promise<number> {
  try {
    await keys.replace(emergency);
  } catch (error) {
    const kids = emergency.compromised.map((kid) => `--kid ${kid}`).join(' ');
    const reason = `'${emergency.reason.replaceAll("'", `'\\''`)}'`;
    terminal.tell(
      `\nIt stopped half-way: ${String(error)}\nGo on from there with:\n\n` +
        `  npm run keys:rotate -- --stage ${stage} --emergency ${kids} --reason ${reason}`,
    );
    return EXIT.failed;
  }
  terminal.print(endWords(stage));
  return EXIT.done;
}
