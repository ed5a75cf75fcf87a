import { html } from 'hono/html';
import { FAULT_KINDS } from '../../control/faults.ts';
import { choice, input, labelled } from './acts.ts';
import type { Control } from '../../control/control.ts';
import type { Fault, FaultKind } from '../../control/faults.ts';
import type { Html } from '../layout.ts';
import type { Acts } from './acts.ts';

const WORDS: Readonly<Record<FaultKind, string>> = {
  rate_limit: '429, too many calls',
  lock_timeout: '429, object is locked',
  conflict: '409, key in use',
  unauthorized: '401, bad key',
  error: '500',
  unavailable: '503',
  hang: 'hang',
  drop: 'drop the connection',
  lose_answer: 'do it, lose the answer',
  cut_list: 'cut lists short',
};

/** How calls of the API fail, how many there were, and how many a second are let through. */
export function faultsCard(control: Control, acts: Acts): Html {
  const faults = control.faults();
  const limit = control.rateLimit();
  return html`<section class="card stack" id="faults">
    <h2>Faults of the API</h2>
    ${faults.length === 0 ? html`<p class="quiet">Every call is answered as it should be.</p>` : ''}
    <ul class="plain">
      ${faults.map(
        (fault) =>
          html`<li class="row spread">
            <span><strong>${WORDS[fault.kind]}</strong><br /><span class="quiet">${scope(fault)}</span></span>
            ${acts.button('/faults/clear', 'Clear', { fields: { id: fault.id } })}
          </li>`,
      )}
    </ul>
    ${faultForm()}
    <h3>Rate limit</h3>
    <p class="quiet">
      ${limit === null ? 'None.' : `${limit.readsPerSecond} reads a second at each endpoint.`} An empty field
      means none.
    </p>
    ${acts.entry(
      '/rate-limit',
      'Set',
      html`<input
        type="number"
        name="readsPerSecond"
        min="0"
        value="${limit?.readsPerSecond ?? ''}"
        aria-label="Reads a second at each endpoint"
        placeholder="none"
      />`,
    )}
    ${callsTable(control)}
  </section>`;
}

function scope({ forMs, met, method, path, share, times }: Fault): string {
  return [
    `${method ?? 'any method'} ${path ?? 'any path'}`,
    ...(times === undefined ? [] : [`${times - met} of ${times} left`]),
    ...(share === undefined ? [] : [`${Math.round(share * 100)}% of calls`]),
    ...(forMs === undefined ? [] : [`for ${forMs} ms`]),
    `struck ${met}`,
  ].join(' · ');
}

function faultForm(): Html {
  return html`<form class="fields" method="post" action="/_double/faults">
    ${labelled('fault-kind', 'Answer', (id) =>
      choice(
        'kind',
        '',
        FAULT_KINDS.map((kind) => [kind, WORDS[kind]]),
        undefined,
        id,
      ),
    )}
    ${labelled('fault-method', 'Method', (id) =>
      choice('method', '', [['', 'any'], 'GET', 'POST', 'DELETE'], undefined, id),
    )}
    ${labelled('fault-path', 'Path begins with', (id) => input(id, 'path', { placeholder: '/v1/' }))}
    ${labelled('fault-times', 'Next calls', (id) => input(id, 'times', { type: 'number', min: 1, placeholder: 'all' }))}
    ${labelled('fault-share', 'Share', (id) =>
      input(id, 'share', { type: 'number', min: 0, max: 1, step: '0.05', placeholder: 'all' }),
    )}
    ${labelled('fault-for', 'Hang for ms', (id) => input(id, 'forMs', { type: 'number', min: 0, placeholder: 'until cleared' }))}
    <button class="small">Switch on</button>
  </form>`;
}

function callsTable(control: Control): Html {
  const calls = Object.entries(control.calls()).sort(([, one], [, other]) => other - one);
  if (calls.length === 0) return html``;
  return html`<details>
    <summary>${calls.reduce((sum, [, count]) => sum + count, 0)} calls so far</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Endpoint</th>
          <th scope="col" class="number">Calls</th>
        </tr>
      </thead>
      <tbody>
        ${calls.map(
          ([endpoint, count]) =>
            html`<tr>
              <td><code>${endpoint}</code></td>
              <td class="number">${count}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
