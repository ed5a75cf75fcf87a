import type { HaltReason, Standing } from '../../shared/store/sweep-rows.ts';
import { hindranceOf } from '../../shared/stripe/account.ts';
import { SweepHalt } from './deps.ts';
import type { SweepDeps } from './deps.ts';
import { createPace } from './pace.ts';
import type { Pace } from './pace.ts';
import { replayQuarantine } from './replay.ts';
import { sweepEvents } from './sweep-events.ts';
import { sweepNight } from './sweep-night.ts';

/**
 * Searches for what was missed, and enqueues it for the sync; it decides nothing itself. Run every quarter of an hour: it
 * does what is due, and goes on with what an earlier run could not finish. Whatever stands in its way, nobody loses
 * access by it.
 *
 * @throws a fault; Stripe being away, slow, or another account's is none
 */
export async function runSweep(deps: SweepDeps): Promise<void> {
  const pace = createPace(deps);
  const standing = await deps.sweeps.standing();
  const failures: unknown[] = [];
  try {
    await checkAccount(deps, pace, standing);
    for (const part of [sweepEvents, replayQuarantine, sweepNight]) {
      await part(deps, pace).catch((error: unknown) => {
        if (endsTheRun(error)) throw error;
        failures.push(error);
      });
    }
  } catch (error) {
    failures.push(error);
  }
  for (const failure of failures) await stop(deps, failure);
  if (failures.length > 0 || standing.halt === undefined) return;
  await deps.sweeps.recover();
  deps.log({ level: 'info', event: 'sweep_recovered', outcome: standing.halt.reason });
}

/** Before anything is believed: a key of the right mode, and the account that was there at the first sweep. */
async function checkAccount(deps: SweepDeps, pace: Pace, standing: Standing): Promise<void> {
  if (deps.keyIsLive !== undefined && deps.keyIsLive !== deps.liveMode) throw new SweepHalt('wrong_mode');
  const account = await pace.read(() => deps.stripe.account());
  if (standing.account === undefined) await deps.sweeps.rememberAccount(account);
  else if (standing.account !== account) throw new SweepHalt('other_account');
}

/** Stripe is not to be believed, or not to be asked. Whatever else stops one part does not stop the next. */
function endsTheRun(error: unknown): boolean {
  const hindrance = hindranceOf(error);
  return error instanceof SweepHalt || hindrance === 'key_refused' || hindrance === 'slow_down';
}

async function stop(deps: SweepDeps, error: unknown): Promise<void> {
  const hindrance = error instanceof SweepHalt ? error.code : hindranceOf(error);
  switch (hindrance) {
    case undefined:
      throw error;
    case 'slow_down':
    case 'away':
      deps.log({ level: 'warn', event: 'sweep_interrupted', outcome: hindrance, error });
      return;
    case 'key_refused':
    case 'wrong_mode':
    case 'other_account':
      await halt(deps, hindrance, error);
  }
}

async function halt(deps: SweepDeps, reason: HaltReason, error: unknown): Promise<void> {
  await deps.sweeps.halt(reason, deps.now());
  deps.log({ level: 'error', event: 'sweep_halted', outcome: reason, error });
}
