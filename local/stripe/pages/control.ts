import { html } from 'hono/html';
import { actsWithin } from './control/acts.ts';
import { clockCard, dunningCard } from './control/clock.ts';
import { customersPart } from './control/customers.ts';
import { eventsPart } from './control/events.ts';
import { faultsCard } from './control/faults.ts';
import { webhooksCard } from './control/webhooks.ts';
import { page } from './layout.ts';
import type { Control } from '../control/control.ts';
import type { World } from '../world.ts';
import type { Hono } from 'hono';

const STATUSES = [
  'active',
  'trialing',
  'past_due',
  'unpaid',
  'paused',
  'incomplete',
  'incomplete_expired',
  'canceled',
];

/** The page from which a hand drives whole lives. */
export function controlPage(app: Hono, world: World, control: Control): void {
  app.get('/', (context) => {
    const asked = context.req.query('customer');
    const acts = actsWithin(asked === undefined ? '/' : `/?customer=${asked}`);
    return context.html(
      page({
        title: 'Control',
        body: html`<h1>Stripe double</h1>
          <datalist id="statuses">
            ${STATUSES.map((status) => html`<option value="${status}"></option>`)}
          </datalist>
          ${clockCard(world, acts)}
          <div class="board">
            <div>${customersPart(world, asked)}</div>
            <div>
              ${webhooksCard(world, acts)} ${faultsCard(control, acts)} ${dunningCard(world, acts)}
              ${eventsPart(world, acts)}
            </div>
          </div>`,
      }),
    );
  });
}
