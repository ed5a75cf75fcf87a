import { isAccountedFor } from '../../shared/membership/accounted-for.ts';
import type { QuarantineEntry, Replay } from '../../shared/store/quarantine-rows.ts';
import { ask, hasTime } from './deps.ts';
import type { SweepDeps } from './deps.ts';

const CUSTOMERS_A_PAGE = 100;

/** Asks anew for everybody behind what an admin replays, and behind what has been configured since. */
export async function replayQuarantine(deps: SweepDeps): Promise<void> {
  for (const entry of await deps.ledger.quarantined()) {
    const replay = await replayOf(deps, entry);
    if (replay !== undefined) await askAll(deps, entry, replay);
  }
}

/** The replay that is under way, or begins now; `undefined` where there is nothing to do, or somebody else has begun. */
async function replayOf(deps: SweepDeps, entry: QuarantineEntry): Promise<Replay | undefined> {
  const { kind, value, state, replay } = entry;
  if (state === 'replaying') return replay;
  if (state === 'replayed' || !isAccountedFor(kind, value, deps.catalogue)) return undefined;
  const at = deps.now();
  return (await deps.ledger.beginReplay(entry, at)) ? { at, after: '' } : undefined;
}

async function askAll(deps: SweepDeps, entry: QuarantineEntry, begun: Replay): Promise<void> {
  const { kind, value } = entry;
  let replay = begun;
  while (hasTime(deps)) {
    const customers = await deps.ledger.quarantinedCustomers(kind, value, {
      ...(replay.after !== '' && { after: replay.after }),
      limit: CUSTOMERS_A_PAGE,
    });
    await ask(deps, customers, 'replay');
    const last = customers.length < CUSTOMERS_A_PAGE ? undefined : customers.at(-1);
    const progress = last === undefined ? { doneAt: deps.now() } : { after: last };
    if (!(await deps.ledger.continueReplay(entry, replay, progress))) return;
    if (last === undefined) {
      deps.log({ level: 'info', event: 'quarantine_replayed', outcome: kind, count: entry.customers });
      return;
    }
    replay = { ...replay, after: last };
  }
}
