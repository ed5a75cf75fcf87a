import type { Catalogue } from '../../../shared/membership/catalogue.ts';
import type { Access, Reason } from '../../../shared/membership/model.ts';
import { dayWords } from './layout.ts';

const GIVEN: Readonly<Partial<Record<Reason, string>>> = {
  gift: 'A gift',
  group: 'Your organisation’s membership',
};

/** What a member was given, and until when, for the member. */
export function grantWords({ reason, plan, features, until }: Access, catalogue: Catalogue): string {
  const given = plan === undefined ? features.join(', ') : (catalogue.plans.get(plan)?.name ?? plan);
  return `${GIVEN[reason] ?? 'A complimentary membership'} (${given}), until ${dayWords(until)}.`;
}
