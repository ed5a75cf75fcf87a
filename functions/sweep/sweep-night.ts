import { compare } from '../../shared/membership/drift.ts';
import type { CustomerId } from '../../shared/membership/model.ts';
import type { Night } from '../../shared/store/sweep-rows.ts';
import type { ComparedPage, ListPage } from '../../shared/stripe/sweep-lists.ts';
import { ask, hasTime } from './deps.ts';
import type { SweepDeps } from './deps.ts';
import { dueNight, isHopeless } from './due.ts';
import { afterAsking, afterPage, since } from './night.ts';
import type { Pace } from './pace.ts';

const LEAVERS_A_PAGE = 100;

/**
 * Nightly: every subscription and pass at Stripe is compared with what is stored, and every customer that differs is
 * asked anew. Those who would lose access by it come last, and not at all where they are too many: an admin decides.
 */
export async function sweepNight(deps: SweepDeps, pace: Pace): Promise<void> {
  const newest = await newestNight(deps);
  const due = dueNight(newest, deps.now());
  if (due === undefined) {
    if (newest?.status === 'halted') reportHalt(deps, newest);
    return;
  }
  let night: Night = { ...due, rev: due.rev + 1 };
  const isMine =
    due === newest
      ? await deps.sweeps.saveNight(night, newest.rev)
      : await deps.sweeps.beginNight(night, newest);
  if (!isMine) return;

  while ((night.status === 'comparing' || night.status === 'asking') && hasTime(deps)) {
    const next: Night =
      night.status === 'asking' ? await askLeavers(deps, night) : await comparePage(deps, pace, night);
    if (!(await deps.sweeps.saveNight(next, night.rev))) return;
    report(deps, night, next);
    night = next;
  }
}

/** One that does not come to its end is given up after a day, so that whatever stops it does not stop the next as well. */
async function newestNight(deps: SweepDeps): Promise<Night | undefined> {
  const [newest] = await deps.sweeps.nights(1);
  const now = deps.now();
  if (newest === undefined || !isHopeless(newest, now)) return newest;
  const givenUp: Night = { ...newest, rev: newest.rev + 1, status: 'given_up', finishedAt: now };
  if (!(await deps.sweeps.saveNight(givenUp, newest.rev))) return newest;
  deps.log({ level: 'error', event: 'sweep_night_given_up', outcome: newest.step, count: newest.compared });
  return givenUp;
}

async function comparePage(deps: SweepDeps, pace: Pace, night: Night): Promise<Night> {
  const { step } = night;
  if (step === 'refunds' || step === 'disputes') return recheckPage(deps, pace, night, step);
  const page = await pace.page(night.after, (after): Promise<ComparedPage> => {
    if (step === 'current') return deps.stripe.current({ after });
    return deps.stripe[step]({ since: since(night, step, deps.catalogue), after });
  });
  const stored = await deps.members.billingOf(page.items.map(({ customer }) => customer));
  const now = Math.floor(deps.now() / 1000);
  const unreadable: CustomerId[] = [];
  const compared = page.items.flatMap((listed) => {
    const { customer } = listed;
    const before = stored.get(customer);
    if (before !== 'unreadable') return { customer, ...compare(listed, before, deps.catalogue, now) };
    unreadable.push(customer);
    return [];
  });
  for (const customer of unreadable) deps.log({ level: 'error', event: 'sweep_row_unreadable', customer });
  for (const pass of page.guestPasses ?? []) await setGuestPassAside(deps, pass);
  const differing = compared.filter(({ drift }) => drift !== 'none');
  const of = (kind: 'gains' | 'loses') => differing.filter(({ drift }) => drift === kind);
  const leavers = of('loses').map(({ customer }) => customer);
  const others = differing.filter(({ drift }) => drift !== 'loses').map(({ customer }) => customer);
  await ask(deps, [...others, ...unreadable], 'sweep');
  await deps.sweeps.addLeavers(night.night, leavers);
  return afterPage(night, page.next, {
    compared: page.items.length,
    hadAccess: compared.filter(({ hadAccess }) => hadAccess).length,
    differing: differing.length + unreadable.length,
    gained: of('gains').length,
    lost: leavers.length,
  });
}

/** The money of a guest came, and there is nobody to let in: an admin is to see it. */
async function setGuestPassAside({ ledger, log, now }: SweepDeps, payment: string): Promise<void> {
  const isNew = await ledger.quarantine('pass', payment, undefined, now());
  if (isNew) log({ level: 'warn', event: 'quarantined', outcome: 'pass' });
}

/** What a refund or a dispute changes is not to be seen in a list of subscriptions. */
async function recheckPage(
  deps: SweepDeps,
  pace: Pace,
  night: Night,
  step: 'refunds' | 'disputes',
): Promise<Night> {
  const page = await pace.page(night.after, (after): Promise<ListPage<CustomerId>> =>
    deps.stripe[step]({ since: since(night, step, deps.catalogue), after }),
  );
  const known = await deps.members.billingOf(page.items);
  await ask(deps, [...known.keys()], 'sweep');
  return afterPage(night, page.next, { rechecked: known.size });
}

async function askLeavers(deps: SweepDeps, night: Night): Promise<Night> {
  const { after } = night;
  if (after === undefined) await askDuplicates(deps);
  const leavers = await deps.sweeps.leavers(night.night, { after, limit: LEAVERS_A_PAGE });
  await ask(deps, leavers, 'sweep');
  return afterAsking(night, leavers.length < LEAVERS_A_PAGE ? undefined : leavers.at(-1), deps.now());
}

/**
 * What stands reported as paid for twice is looked at again: a pass may have ended, which no event tells of, or the
 * look that followed the end of a subscription may have failed.
 */
async function askDuplicates({ ledger, queue, now }: SweepDeps): Promise<void> {
  const standing = (await ledger.duplicates()).filter(({ resolvedAt }) => resolvedAt === undefined);
  await queue.sendBatch(
    standing.flatMap(({ plan, subscriptions: [first] }) =>
      first === undefined ? [] : [{ kind: 'settle', customer: first.customer, dueAt: now(), plan }],
    ),
  );
}

function report(deps: SweepDeps, before: Night, night: Night): void {
  const { log } = deps;
  if (before.status === 'comparing' && night.status !== 'comparing' && night.differing > 0) {
    log({ level: 'warn', event: 'sweep_drift', count: night.differing });
  }
  if (night.status === 'halted') reportHalt(deps, night);
  if (night.status === 'done') log({ level: 'info', event: 'sweep_night_compared', count: night.compared });
}

function reportHalt({ log }: SweepDeps, { lost }: Night): void {
  log({ level: 'error', event: 'sweep_halted', outcome: 'too_many_would_lose', count: lost });
}
