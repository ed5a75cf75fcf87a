import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';
import { ConfigError } from '../../shared/config/schema.ts';
import type { GatefoldConfig } from '../../shared/config/schema.ts';
import { stripeFailure } from '../../shared/stripe/failure.ts';
import type { StripeFailure } from '../../shared/stripe/failure.ts';
import { CALLS_PER_SECOND, createPace } from '../../shared/stripe/pace.ts';
import type { Clockwork, Pace } from '../../shared/stripe/pace.ts';
import { CommandRefused, EXIT } from './refusal.ts';
import type { StripeAccess } from './stripe-key.ts';
import type { Terminal } from './terminal.ts';

/** Runs a command to its exit code. */
export async function runCommand(
  { tell }: Pick<Terminal, 'tell'>,
  command: () => Promise<number>,
): Promise<number> {
  try {
    return await command();
  } catch (error) {
    const ended = ending(error);
    if (ended === undefined) throw error;
    tell(ended.text);
    return ended.exitCode;
  }
}

/** What a person can mend is told in a sentence, after its code; anything else is a fault, and is `undefined`. */
function ending(error: unknown): { readonly exitCode: number; readonly text: string } | undefined {
  if (error instanceof CommandRefused || error instanceof ConfigError) {
    return { exitCode: EXIT.misused, text: `${error.code}: ${error.message}` };
  }
  const failure = stripeFailure(error);
  if (failure === undefined) return undefined;
  const exitCode = failure.kind.startsWith('key_') ? EXIT.misused : EXIT.failed;
  return { exitCode, text: `${failure.kind}: ${failureWords(failure)}` };
}

function failureWords(failure: StripeFailure): string {
  switch (failure.kind) {
    case 'key_refused':
      return 'Stripe does not know the key in STRIPE_SECRET_KEY, or it was revoked.';
    case 'key_without_right': {
      const missing = failure.permissions.length === 0 ? 'one that it needs' : failure.permissions.join(', ');
      return `The restricted key lacks a permission: ${missing}. Add it to the key in Stripe’s dashboard.`;
    }
    case 'stripe_unreachable':
      return 'Stripe could not be reached. Run the command again; it goes on from here.';
    case 'stripe_busy':
      return 'Stripe asked for patience too often. Run the command again; it goes on from here.';
    case 'stripe_refused':
      return `${failure.message} (request ${failure.requestId ?? 'without an id'})`;
  }
}

/** @throws {CommandRefused} naming an option that is not known; never what else was typed, which may be a key */
export function readArguments<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch {
    const unknown = args.find((text) => text.startsWith('-') && !Object.hasOwn(options, nameOf(text)));
    const what =
      unknown === undefined ? 'The arguments are not understood' : `There is no --${nameOf(unknown)}`;
    throw new CommandRefused('argument_unknown', `${what}: see --help.`);
  }
}

function nameOf(option: string): string {
  return option.replace(/^-+/, '').replace(/=.*$/s, '');
}

/** The name of a deployment, as infra/ takes it. */
export function readStage(name: string): string {
  if (/^[a-z][a-z0-9]{0,15}$/.test(name)) return name;
  throw new CommandRefused(
    'argument_invalid',
    '--stage takes lower-case letters and digits, beginning with a letter, up to 16.',
  );
}

export const REAL_TIME: Clockwork = {
  now: () => Date.now(),
  sleep: (milliseconds) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
};

/** By the real clock; a double on loopback has nobody else to think of. */
export function stripePace({ apiBase }: Pick<StripeAccess, 'apiBase'>): Pace {
  return createPace(REAL_TIME, apiBase === undefined ? CALLS_PER_SECOND : Infinity);
}

/**
 * Loads the publication, and not before it is asked for, so that a mistake in it is told like any other.
 *
 * @param file relative to where the command was started
 * @throws {CommandRefused | ConfigError}
 */
export async function loadConfig(file: string): Promise<GatefoldConfig> {
  const path = resolve(file);
  if (!existsSync(path)) throw new CommandRefused('config_missing', `There is no file ${path}.`);
  const module = (await import(pathToFileURL(path).href)) as { readonly default?: GatefoldConfig };
  if (module.default === undefined) {
    throw new CommandRefused('config_invalid', `${path} has no default export: see docs/configuration.md.`);
  }
  return module.default;
}
