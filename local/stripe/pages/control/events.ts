import { html } from 'hono/html';
import { tag, toneOf } from '../parts.ts';
import { moment } from './moments.ts';
import type { DoubleEvent } from '../../objects/event.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type { Acts } from './acts.ts';

const SHOWN = 25;

/** The newest events and what became of each, with a hand on every one. */
export function eventsPart(world: World, acts: Acts): Html {
  const events = world.objects.list('event', { limit: SHOWN }).data;
  return html`<section class="card" id="events">
    <h2>Events</h2>
    ${events.length === 0 ? html`<p class="quiet">None yet.</p>` : ''}
    <ul class="plain">
      ${events.map((event) => eventRow(world, acts, event))}
    </ul>
  </section>`;
}

function eventRow(world: World, acts: Acts, event: DoubleEvent): Html {
  const deliveries = world.deliveries.of(event.id);
  const fields = { 'events[]': event.id };
  return html`<li>
    <strong>${event.type}</strong><br />
    <span class="quiet">${moment(event.created)} <code>${event.id}</code></span>
    <div class="row">
      ${deliveries.length === 0 ? html`<span class="quiet">no endpoint</span>` : ''}
      ${deliveries.map(({ state, attempts, lastAnswer }) =>
        tag(
          `${state}${attempts > 1 ? ` (${attempts})` : ''}${lastAnswer === null ? '' : `: ${lastAnswer}`}`,
          toneOf(state),
        ),
      )}
      ${
        deliveries.some(({ state }) => state === 'held')
          ? html`${acts.button('/deliveries/deliver', 'Deliver', { fields })}
            ${acts.button('/deliveries/lose', 'Lose', { fields })}`
          : ''
      }
      ${deliveries.length === 0 ? '' : acts.button(`/events/${event.id}/redeliver`, 'Send again')}
    </div>
  </li>`;
}
