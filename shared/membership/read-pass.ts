import type { Catalogue } from './catalogue.ts';
import type { EpochMillis, PassFact } from './model.ts';
import { moneyBackFacts } from './money-back.ts';
import type { StripePassPayment } from './stripe-reading.ts';

/** Ten years: a pass of a longer time is a slip of somebody's pen. */
const LONGEST_PASS_SECONDS = 3_660 * 86_400;

/**
 * A pass as Stripe says it is; a plan taken out of the catalogue keeps what it gave.
 *
 * @returns `undefined` where its time can not be read: nothing is guessed
 */
export function readPass(
  payment: StripePassPayment,
  previous: PassFact | undefined,
  catalogue: Catalogue,
): PassFact | undefined {
  const seconds = passSeconds(payment);
  if (seconds === undefined) return undefined;
  const kept = previous?.plan === payment.plan ? previous.features : undefined;
  const features = catalogue.plans.get(payment.plan)?.features ?? kept;
  return {
    id: payment.id,
    plan: payment.plan,
    ...(features && { features }),
    seconds,
    ...(payment.status === 'succeeded' && payment.paid_at !== null && { paidAt: payment.paid_at }),
    ...moneyBackFacts(payment),
  };
}

/** Whether it is paid and its time is not over, whatever else became of it. */
export function passLasts({ paidAt, seconds }: PassFact, now: EpochMillis): boolean {
  return paidAt !== undefined && (paidAt + seconds) * 1000 > now;
}

function passSeconds({ seconds }: StripePassPayment): number | undefined {
  if (seconds === undefined || !/^[1-9]\d{0,9}$/.test(seconds)) return undefined;
  return Number(seconds) <= LONGEST_PASS_SECONDS ? Number(seconds) : undefined;
}
