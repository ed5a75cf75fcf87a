import type { Catalogue } from './catalogue.ts';
import { isKnownDispute } from './money-back.ts';
import { isKnownStatus } from './read-subscription.ts';

/**
 * Whether what was once quarantined is known by now: a product or a plan that has been configured since, a status that
 * this version of Gatefold decides on. A pass whose time can not be read, and an address, only a new reading can tell.
 *
 * @param value as the quarantine has it; of a dispute's status `dispute: …`
 */
export function isAccountedFor(
  kind: 'product' | 'plan' | 'pass' | 'status' | 'address',
  value: string,
  catalogue: Catalogue,
): boolean {
  switch (kind) {
    case 'product':
      return catalogue.planOfProduct.has(value);
    case 'plan':
      return catalogue.plans.has(value);
    case 'status': {
      const [, dispute] = /^dispute: (.*)$/.exec(value) ?? [];
      return dispute === undefined ? isKnownStatus(value) : isKnownDispute(dispute);
    }
    case 'pass':
    case 'address':
      return false;
  }
}
