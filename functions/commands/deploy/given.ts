import { DeploymentError, readDeployment } from '../../../infra/deployment.ts';
import type { Deployment } from '../../../infra/deployment.ts';
import type { GatefoldConfig } from '../../../shared/config/schema.ts';
import { readStage } from '../command.ts';
import { CommandRefused } from '../refusal.ts';

/** The context that was typed, with the stage. */
export function contextOf(pairs: readonly string[], stage: string | undefined): Record<string, string> {
  const given = pairs.map((pair) => {
    const [, name, value] = /^(\w+)=(.+)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) {
      throw new CommandRefused(
        'argument_invalid',
        '-c takes name=value, such as -c alarmEmail=me@example.com.',
      );
    }
    return [name, value] as const;
  });
  return { ...Object.fromEntries(given), ...(stage !== undefined && { stage: readStage(stage) }) };
}

export function deploymentOf(context: Readonly<Record<string, unknown>>, config: GatefoldConfig): Deployment {
  try {
    return readDeployment((name) => context[name], config);
  } catch (error) {
    if (error instanceof DeploymentError) throw new CommandRefused(error.code, error.message);
    throw error;
  }
}

export function approvalOf(when: string): string {
  if (['never', 'any-change', 'broadening'].includes(when)) return when;
  throw new CommandRefused('argument_invalid', '--require-approval takes never, any-change or broadening.');
}
