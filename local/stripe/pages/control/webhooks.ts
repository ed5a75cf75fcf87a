import { html } from 'hono/html';
import { NORMAL_CONDITIONS } from '../../webhooks/conditions.ts';
import { tag } from '../parts.ts';
import { choice, input, labelled } from './acts.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type { Acts } from './acts.ts';

/** The way to the receivers: held or open, and how it misbehaves. */
export function webhooksCard(world: World, acts: Acts): Html {
  const holding = world.deliveries.isHolding();
  const waiting = world.deliveries.held().length;
  return html`<section class="card stack" id="webhooks">
    <h2>Webhooks</h2>
    <div class="row spread">
      ${holding ? tag('Held', 'warn') : tag('Delivering', 'good')}
      ${acts.button(`/deliveries/${holding ? 'release' : 'hold'}`, holding ? 'Release events' : 'Hold events')}
    </div>
    <p class="quiet">
      ${holding ? 'New events wait until they are released.' : 'Events are sent as they happen.'}
      ${waiting === 0 ? '' : `${waiting} deliveries wait.`}
    </p>
    ${
      waiting === 0
        ? ''
        : acts.entry(
            '/deliveries/deliver-all',
            'Deliver all that is held',
            choice('order', 'In which order', [
              ['made', 'as made'],
              ['reversed', 'reversed'],
              ['shuffled', 'shuffled'],
            ]),
          )
    }
    ${conditionsForm(world, acts)} ${suppressionForm(world, acts)}
    <h3>The list of events lags</h3>
    ${acts.entry(
      '/events/lag',
      'Set',
      html`<input
        type="number"
        name="seconds"
        min="0"
        value="${world.settings.get('eventsLagSeconds')}"
        aria-label="Seconds by which the list lags"
      />`,
    )}
  </section>`;
}

function conditionsForm(world: World, acts: Acts): Html {
  const conditions = world.settings.get('conditions');
  const { copies, delaySeconds, lost, seed, window } = conditions;
  const normal =
    JSON.stringify({ ...conditions, seed: 0 }) === JSON.stringify({ ...NORMAL_CONDITIONS, seed: 0 });
  const number = (name: string, label: string, value: number, more = {}) =>
    labelled(`conditions-${name}`, label, (id) =>
      input(id, name, { type: 'number', min: 0, value, ...more }),
    );
  return html`<h3>On their way they are</h3>
    <form class="fields" method="post" action="/_double/deliveries/conditions">
      ${number('copies', 'sent up to … times', copies, { min: 1, max: 100 })}
      ${number('window', 'overtaken by up to', window, { max: 1000 })}
      ${number('delaySeconds', 'delayed by seconds', delaySeconds)}
      ${number('lost', 'lost, a share of', lost, { max: 1, step: '0.05' })} ${number('seed', 'Seed', seed)}
      <button class="small">Set</button>
    </form>
    ${normal ? '' : acts.button('/deliveries/conditions', 'As they should be')}`;
}

function suppressionForm(world: World, acts: Acts): Html {
  const suppression = world.settings.get('suppression');
  if (suppression !== null) {
    return html`<h3>Never made</h3>
      <p>
        ${Math.round(suppression.share * 100)}% of
        ${suppression.types === undefined ? 'all events' : html`<code>${suppression.types.join(' ')}</code>`}
      </p>
      ${acts.button('/events/unsuppress', 'Make them again')}`;
  }
  return html`<h3>Never made</h3>
    <form class="fields" method="post" action="/_double/events/suppress">
      ${labelled('suppress-types', 'Types, or all', (id) => input(id, 'types', { placeholder: 'invoice.paid' }))}
      ${labelled('suppress-share', 'Share', (id) =>
        input(id, 'share', { type: 'number', min: 0, max: 1, step: '0.05', value: 1 }),
      )}
      <button class="small">Suppress</button>
    </form>`;
}
