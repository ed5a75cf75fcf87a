import { liveSubscriptions } from '../../shared/membership/live.ts';
import type { CustomerId, EpochSeconds, Facts } from '../../shared/membership/model.ts';
import type { PortalFlow } from '../../shared/stripe/portal.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';

const CONFIGURATION_REMEMBERED_SECONDS = 300;

export type PortalRefusal = 'portal_unavailable' | 'subscription_unknown';

export interface PortalRequest {
  /** Which subscription it is about; where absent, the member's live one. */
  readonly subscription?: string | undefined;
  /** What to do there; where absent, its overview. */
  readonly act?: PortalFlow['kind'] | undefined;
}

interface Target {
  readonly customer: CustomerId;
  readonly subscription?: string;
}

/** Opens Stripe's portal for a member: the card, the receipts, the end of a subscription are Stripe's to keep. */
export function createPortal(deps: AccessDeps) {
  let remembered: { readonly id: string | undefined; readonly until: EpochSeconds } | undefined;

  async function configuration(): Promise<string | undefined> {
    const now = epochSeconds(deps);
    if (remembered === undefined || remembered.until <= now) {
      const id = await deps.portal.configuration(deps.config.publication.id);
      remembered = { id, until: now + CONFIGURATION_REMEMBERED_SECONDS };
    }
    return remembered.id;
  }

  return async (facts: Facts, request: PortalRequest): Promise<{ readonly url: string } | PortalRefusal> => {
    const target = targetOf(deps, facts, request.subscription);
    if (target === undefined) return 'subscription_unknown';
    const flow = flowOf(request.act, target);
    const open = async (opening: PortalFlow | undefined) =>
      deps.portal.open({
        customer: target.customer,
        configuration: await configuration(),
        flow: opening,
        returnUrl: `${deps.config.hosts.service}/account/portal`,
      });
    try {
      try {
        return { url: await open(flow) };
      } catch (error) {
        // The portal may not allow this act, or it was done meanwhile: its overview says what there is to do.
        if (flow === undefined || !deps.isRefused(error)) throw error;
        return { url: await open(undefined) };
      }
    } catch (error) {
      remembered = undefined;
      deps.log({ level: 'warn', event: 'portal_unavailable', member: facts.member.id, error });
      return 'portal_unavailable';
    }
  };
}

/** Only what is the member's own: a subscription that is named, else a live one, else a customer that is left. */
function targetOf(
  { catalogue }: AccessDeps,
  { billing }: Facts,
  subscription: string | undefined,
): Target | undefined {
  const standing = billing.filter(({ customerDeleted }) => !customerDeleted);
  if (subscription !== undefined) {
    const owner = standing.find(({ subscriptions }) => subscriptions.some(({ id }) => id === subscription));
    return owner && { customer: owner.customer, subscription };
  }
  const [live] = [...liveSubscriptions(standing, catalogue).values()].flat();
  if (live !== undefined) return { customer: live.customer, subscription: live.id };
  const [any] = standing;
  return any && { customer: any.customer };
}

function flowOf(act: PortalRequest['act'], { subscription }: Target): PortalFlow | undefined {
  if (act === undefined || act === 'update_card') return act && { kind: act };
  return subscription === undefined ? undefined : { kind: act, subscription };
}
