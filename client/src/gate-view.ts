import { REGISTERED } from './claims.ts';
import type { GateWords } from './gate-words.ts';
import { accountUrl, signInUrl, subscribeUrl } from './links.ts';
import { formatDays, formatPrice, type Plan, type Price } from './plans.ts';
import type { SignedOutReason } from './session-state.ts';

/** What stands before the article. */
export type Shown =
  | { readonly kind: 'loading' | 'unlocked' | 'offline' | 'error' }
  | { readonly kind: 'locked'; readonly why: 'not_entitled' | SignedOutReason };

export interface Scene {
  readonly issuer: string;
  readonly feature: string;
  readonly words: GateWords;
  /** BCP 47. */
  readonly language: string;
  /** Empty where they are not known. */
  readonly plans: readonly Plan[];
  /** The page, to come back to. */
  readonly to: string;
  readonly retry: () => void;
}

/** The panel's children. Texts are set as text: nothing from the service or the words is read as HTML. */
export function renderPanel(shown: Shown, scene: Scene): readonly Node[] {
  const { words, retry } = scene;
  switch (shown.kind) {
    case 'loading':
    case 'unlocked':
      return [];
    case 'offline':
    case 'error':
      return [
        create('p', { part: 'message' }, shown.kind === 'offline' ? words.offline : words.failed),
        create('p', {}, button(words.retry, retry)),
      ];
    case 'locked': {
      const own = create('slot', { name: 'offer' }, ...renderOffer(shown.why, scene));
      return [own];
    }
  }
}

function renderOffer(why: 'not_entitled' | SignedOutReason, scene: Scene): readonly Node[] {
  const { issuer, feature, words, plans, to } = scene;
  const isFree = feature === REGISTERED;
  const isMember = why === 'not_entitled' && !isFree;
  const heading = isMember ? words.headingNotEntitled : isFree ? words.headingRegistered : words.heading;
  const signIn = signInUrl(issuer, { to });
  const quiet = isMember
    ? [link(words.account, accountUrl(issuer), 'account')]
    : [`${words.alreadyReading} `, link(words.signIn, signIn, 'sign-in')];
  const note = noteOn(why, words);
  return [
    create('h2', { part: 'heading' }, heading),
    ...(note === undefined ? [] : [create('p', { part: 'message' }, note)]),
    ...(isFree
      ? []
      : [
          renderPlans(
            plans.filter(({ features }) => features.includes(feature)),
            scene,
          ),
        ]),
    isFree
      ? create('p', {}, action(words.signIn, signIn, 'sign-in'))
      : create('p', { class: 'quiet' }, ...quiet),
  ];
}

function noteOn(why: string, words: GateWords): string | undefined {
  if (why === 'session_evicted') return words.evicted;
  return why === 'session_expired' || why === 'session_ended' ? words.signedOut : undefined;
}

function renderPlans(plans: readonly Plan[], scene: Scene): Node {
  const { issuer, words, to } = scene;
  if (plans.length === 0)
    return create('p', {}, action(words.subscribe, subscribeUrl(issuer, { to }), 'subscribe'));
  return create(
    'ul',
    { part: 'plans' },
    ...plans.map(({ id, name, prices }) => {
      const texts = prices.map((price) => priceText(price, scene));
      const subscribe = action(words.subscribe, subscribeUrl(issuer, { plan: id, to }), 'subscribe');
      subscribe.setAttribute('aria-label', [words.subscribe, name, ...texts].join(', '));
      return create(
        'li',
        { part: 'plan' },
        create(
          'div',
          { class: 'plan' },
          create('span', { class: 'name', part: 'plan-name' }, name),
          ...texts.map((text) => create('span', { class: 'price', part: 'price' }, text)),
        ),
        subscribe,
      );
    }),
  );
}

function priceText(price: Price, { words, language }: Scene): string {
  const text = formatPrice(price, language);
  if (price.trialDays === undefined) return text;
  return words.trial.replace('{days}', formatDays(price.trialDays, language)).replace('{price}', text);
}

const link = (text: string, href: string, part: string) => create('a', { href, part }, text);
const action = (text: string, href: string, part: string) =>
  create('a', { href, part: `action ${part}`, class: 'action' }, text);

function button(text: string, work: () => void): HTMLElement {
  const made = create('button', { type: 'button', class: 'action', part: 'action retry' }, text);
  made.addEventListener('click', work);
  return made;
}

export function create(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElement {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}
