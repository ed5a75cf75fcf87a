import { html } from 'hono/html';
import { StripeRefusal } from '../../api/refusal.ts';
import { cardOnFile } from '../../billing/cardOnFile.ts';
import { readCard } from '../../objects/cards.ts';
import { framed, problem } from './frame.ts';
import type { CardEntry } from '../../objects/cards.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type { Visit } from './visit.ts';

/** Takes a new card for all that this customer pays. */
export function cardPage(visit: Visit, wrong?: string): Html {
  return framed(
    visit,
    'Change your card',
    html`<form class="card" method="post" action="${visit.home}/card" novalidate>
        ${problem(wrong)} ${field('number', 'Card number', 'cc-number')}
        <div class="pair">
          <div>${field('expiry', 'Expiry', 'cc-exp')}</div>
          <div>${field('cvc', 'CVC', 'cc-csc')}</div>
        </div>
        <button class="primary wide">Save card</button>
      </form>
      <p class="quiet">
        4242 4242 4242 4242 pays. 4000 0000 0000 0341 is taken now and fails when the subscription renews.
        4000 0000 0000 0002 is declined.
      </p>`,
  );
}

function field(name: string, label: string, autocomplete: string): Html {
  return html`<label for="${name}">${label}</label>
    <input id="${name}" name="${name}" autocomplete="${autocomplete}" inputmode="numeric" required />`;
}

/** @throws {StripeRefusal} where the card is not one that can be kept, in its bank's words */
export function takeCard(world: World, { customer }: Visit, entry: CardEntry): void {
  const reading = readCard(entry, world.now());
  switch (reading.kind) {
    case 'invalid':
      throw new StripeRefusal(402, { type: 'card_error', message: reading.message });
    case 'declined':
      throw new StripeRefusal(402, { type: 'card_error', message: reading.decline.message });
    case 'accepted':
      cardOnFile(world, customer.id, entry.number);
  }
}
