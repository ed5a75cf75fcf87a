import { html } from 'hono/html';
import type { Access } from '../../../shared/membership/model.ts';
import type { AccessDeps } from '../deps.ts';
import { grantWords } from './grant-words.ts';
import type { Holding } from './holdings.ts';
import { dayWords } from './layout.ts';
import type { Html } from './layout.ts';

type Deps = Pick<AccessDeps, 'config' | 'catalogue'>;

export interface Overview {
  readonly address: string | undefined;
  readonly bought: readonly Holding[];
  /** Comps, gifts and seats that open something now. */
  readonly given: readonly Access[];
  readonly coming: readonly Access[];
  /** Stripe knows the member, and may have receipts for them. */
  readonly hasCustomer: boolean;
}

/** What a member has and why, what is wrong with it, and what they can do about it. */
export function overview(deps: Deps, { address, bought, given, coming, hasCustomer }: Overview): Html {
  const { catalogue, config } = deps;
  const open = bought.filter(({ isOpen }) => isOpen);
  const closed = bought.filter(({ isOpen }) => !isOpen);
  const isReading = open.length + given.length > 0;
  const plans = new Set([...open, ...given].flatMap(({ plan }) => (plan === undefined ? [] : [plan])));
  const names = [...plans].map((plan) => catalogue.plans.get(plan)?.name ?? plan);
  const { service } = config.hosts;
  return html`<dl>
      <dt>Signed in as</dt>
      <dd>${address ?? ''}</dd>
      <dt>Plan</dt>
      <dd>${names.length === 0 ? 'None' : names.join(', ')}</dd>
    </dl>
    ${
      isReading
        ? html`<h2>Why you have access</h2>
            <ul class="holdings">
              ${open.map((holding) => holdingItem(deps, holding))}
              ${given.map((access) => html`<li><p>${grantWords(access, catalogue)}</p></li>`)}
            </ul>`
        : html`<p>You have no access to paid articles just now.</p>`
    }
    ${
      closed.length === 0
        ? ''
        : html`<h2>What needs a look</h2>
            <ul class="holdings">
              ${closed.map((holding) => holdingItem(deps, holding))}
            </ul>`
    }
    ${
      coming.length === 0
        ? ''
        : html`<h2>Still to come</h2>
            <ul class="holdings">
              ${coming.map(
                (access) =>
                  html`<li><p>From ${dayWords(access.startsAt)}: ${grantWords(access, catalogue)}</p></li>`,
              )}
            </ul>`
    }
    ${nextStep(deps, bought, isReading)}
    <h2>Manage</h2>
    <ul class="ways">
      ${hasCustomer ? html`<li>${portalForm(service, 'Receipts and payment details', {}, 'way')}</li>` : ''}
      <li><a class="way" href="${service}/account/devices">Devices you are signed in on</a></li>
      <li><a class="way" href="${service}/account/address">Change your e-mail address</a></li>
    </ul>`;
}

/** On to read; to buy where nothing is held; both for who has a pass, which ends by itself. */
function nextStep({ config }: Deps, bought: readonly Holding[], isReading: boolean): Html {
  const { service, site } = config.hosts;
  const isSubscribed = bought.some(({ subscription }) => subscription !== undefined);
  const hasPass = bought.some(({ subscription, isOpen }) => subscription === undefined && isOpen);
  const subscribe = (look: string) =>
    html`<p><a class="button ${look}" href="${service}/account/subscribe">Subscribe</a></p>`;
  if (!isReading && !isSubscribed) return subscribe('');
  return html`<p>
      <a class="button ${isReading ? '' : 'quiet'}" href="${site}">Read ${config.publication.name}</a>
    </p>
    ${hasPass && !isSubscribed ? subscribe('quiet') : ''}`;
}

function holdingItem(deps: Deps, { words, needs, subscription }: Holding): Html {
  const { supportEmail } = deps.config.publication;
  return html`<li class="${needs === undefined ? '' : 'needs'}">
    <p>${words}</p>
    ${
      needs === 'help'
        ? html`<p>To mend it, write to <a href="mailto:${supportEmail}">${supportEmail}</a>.</p>`
        : ''
    }
    ${subscription === undefined ? '' : acts(deps, subscription, needs)}
  </li>`;
}

function acts(
  { config, catalogue }: Deps,
  { id, isEnding, isForOnePlan }: NonNullable<Holding['subscription']>,
  needs: Holding['needs'],
): Html {
  const { service } = config.hosts;
  const about = { subscription: id };
  const mayChange = !isEnding && isForOnePlan && needs === undefined && isChangeOnOffer(catalogue);
  return html`<div class="acts">
    ${portalForm(service, 'Update your card', { ...about, act: 'update_card' }, needs === 'card' ? '' : 'quiet')}
    ${mayChange ? portalForm(service, 'Change plan', { ...about, act: 'switch_plan' }, 'quiet') : ''}
    ${
      isEnding
        ? portalForm(service, 'Keep it after all', about, 'quiet')
        : portalForm(service, 'Cancel subscription', { ...about, act: 'cancel' }, 'quiet')
    }
  </div>`;
}

/** There is another subscription to change to: a pass is none. */
function isChangeOnOffer({ plans }: Deps['catalogue']): boolean {
  const renewing = [...plans.values()].flatMap(({ onSale }) => onSale.filter(({ interval }) => interval));
  return renewing.length > 1;
}

function portalForm(
  service: string,
  label: string,
  fields: Readonly<Record<string, string>>,
  look: '' | 'quiet' | 'way',
): Html {
  return html`<form method="post" action="${service}/account/portal">
    ${Object.entries(fields).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    <button class="${look}">${label}</button>
  </form>`;
}
