import { CommandRefused } from './refusal.ts';

/** The name of a deployment, as infra/ takes it. */
export function readStage(name: string): string {
  if (/^[a-z][a-z0-9]{0,15}$/.test(name)) return name;
  throw new CommandRefused(
    'argument_invalid',
    '--stage takes lower-case letters and digits, beginning with a letter, up to 16.',
  );
}
