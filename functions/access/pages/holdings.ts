import { SLACK_SECONDS, billingAccesses } from '../../../shared/membership/billing-access.ts';
import type { Catalogue } from '../../../shared/membership/catalogue.ts';
import type {
  Access,
  BillingItem,
  EpochSeconds,
  PassFact,
  PlanId,
} from '../../../shared/membership/model.ts';
import { momentWords } from './layout.ts';
import { disputed, nameOf, subscriptionWords } from './subscription-words.ts';
import type { Told } from './subscription-words.ts';

/** Something that a member has bought and that has not come to its end, told to the member. */
export interface Holding extends Told {
  readonly plan: PlanId;
  /** It opens its plan now. */
  readonly isOpen: boolean;
}

/** All that a member has bought, in words. Dates are Stripe's own, without our slack. */
export function holdings(
  billing: readonly BillingItem[],
  catalogue: Catalogue,
  now: EpochSeconds,
  slackSeconds = SLACK_SECONDS,
): Holding[] {
  return billing.flatMap((item) => {
    const withSlack = billingAccesses(item, catalogue, now, slackSeconds);
    const told = billingAccesses(item, catalogue, now, 0).map((access, index) => {
      const isOpen = access.startsAt <= now && now < (withSlack[index]?.until ?? access.until);
      return holdingOf(access, isOpen, item, catalogue, now);
    });
    return told
      .filter((holding) => holding !== undefined)
      .filter(({ words }, index, all) => all.findIndex((other) => other.words === words) === index);
  });
}

function holdingOf(
  access: Access,
  isOpen: boolean,
  { subscriptions, passes }: BillingItem,
  catalogue: Catalogue,
  now: EpochSeconds,
): Holding | undefined {
  const { source, plan } = access;
  if (plan === undefined) return undefined;
  const subscription = subscriptions.find(({ id }) => id === source.id);
  const pass = passes.find(({ id }) => id === source.id);
  const told = subscription
    ? subscriptionWords(subscription, { ...access, plan }, isOpen, catalogue)
    : pass && passWords(pass, isOpen, catalogue, now);
  return told && { ...told, plan, isOpen };
}

function passWords(
  pass: PassFact,
  isOpen: boolean,
  catalogue: Catalogue,
  now: EpochSeconds,
): Told | undefined {
  const end = (pass.paidAt ?? now) + pass.seconds;
  const name = nameOf(pass.plan, catalogue);
  if (isOpen) return { words: `Your ${name} pass. You can read until ${momentWords(end)}.` };
  if (end <= now) return undefined;
  if (pass.refunded) return { words: `Your ${name} pass was refunded, so it opens nothing.` };
  if (pass.disputed) return { words: disputed(`your ${name} pass`), needs: 'help' };
  return undefined;
}
