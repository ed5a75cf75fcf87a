import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';
import { ConfigError } from '../../shared/config/schema.ts';
import type { GatefoldConfig } from '../../shared/config/schema.ts';
import { stripeFailure } from '../../shared/stripe/failure.ts';
import type { StripeFailure } from '../../shared/stripe/failure.ts';
import { CommandRefused, EXIT } from './refusal.ts';

export interface Output {
  /** What was asked for. */
  readonly print: (text: string) => void;
  /** What is said beside it: progress, and what went wrong. */
  readonly tell: (text: string) => void;
}

/** Runs a command to its exit code. */
export async function runCommand(
  { tell }: Pick<Output, 'tell'>,
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

/** @throws {CommandRefused} naming what is not understood */
export function readArguments<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new CommandRefused('argument_unknown', `${text.split('. ')[0] ?? text}. See --help.`);
  }
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
