import { html } from 'hono/html';
import { choice } from './acts.ts';
import { aMonthAfter, moment } from './moments.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type { Acts } from './acts.ts';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

/** What time it is, what falls due next, and the ways on. */
export function clockCard(world: World, acts: Acts): Html {
  const now = world.now();
  const next = world.timers.next(null);
  const advance = (text: string, seconds: number) =>
    acts.button('/clock/advance', text, { fields: { seconds } });
  return html`<section class="card clock" aria-labelledby="clock">
    <h2 id="clock" class="visually-hidden">Clock</h2>
    <div class="row spread">
      <div>
        <time datetime="${new Date(now * 1000).toISOString()}">${moment(now)}</time>
        <span class="quiet">UTC</span>
        <div class="quiet">
          ${
            next === undefined
              ? 'Nothing will fall due.'
              : html`Next: ${moment(next.at)}, ${next.duty.replaceAll('_', ' ')} of
                  <code>${next.object}</code>`
          }
        </div>
      </div>
      <div class="row">
        ${advance('+1 hour', HOUR_SECONDS)} ${advance('+1 day', DAY_SECONDS)}
        ${advance('+1 week', 7 * DAY_SECONDS)}
        ${acts.button('/clock/advance-to', '+1 month', { fields: { to: aMonthAfter(now) } })}
        ${next === undefined ? '' : acts.button('/clock/next', 'To what is due next', { tone: 'primary' })}
        ${acts.entry(
          '/clock/advance-to',
          'Go to',
          html`<input
            type="datetime-local"
            name="to"
            aria-label="Date and time in UTC"
            min="${moment(now).replace(' ', 'T')}"
            required
          />`,
        )}
      </div>
    </div>
  </section>`;
}

/** What follows a renewal that cannot be charged. */
export function dunningCard(world: World, acts: Acts): Html {
  const { end, retryAfterDays } = world.settings.get('dunning');
  return html`<section class="card stack">
    <h2>When a charge fails</h2>
    <p class="quiet">
      ${
        retryAfterDays.length === 0
          ? 'It is not tried again.'
          : `It is tried again ${retryAfterDays.map((days) => `${days} days`).join(', then ')} later.`
      }
      Then the subscription is ${end === 'cancel' ? 'cancelled' : end.replaceAll('_', ' ')}.
    </p>
    ${acts.entry(
      '/dunning',
      'Set',
      html`<input
          name="retryAfterDays"
          value="${retryAfterDays.join(', ')}"
          aria-label="Days between the attempts"
          placeholder="3, 5, 7"
        />
        ${choice('end', 'After the last attempt', ['cancel', 'unpaid', 'past_due'], end)}`,
    )}
  </section>`;
}
