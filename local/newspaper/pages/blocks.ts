import { html } from 'hono/html';
import type { Block, Table } from '../article.ts';
import type { Html } from '../html.ts';

function tableRow([name, ...cells]: readonly string[]): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}

/** A wide table scrolls in its own frame, which the keyboard can reach. */
function figures({ caption, head, rows, source }: Table): Html {
  return html`<div class="table" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(tableRow)}
      </tbody>
    </table>
    <p class="source">Source: ${source}</p>
  </div>`;
}

export function block(part: Block): Html {
  if (typeof part === 'string') return html`<p>${part}</p>`;
  if ('heading' in part) return html`<h2>${part.heading}</h2>`;
  if ('list' in part)
    return html`<ul>
      ${part.list.map((entry) => html`<li>${entry}</li>`)}
    </ul>`;
  if ('table' in part) return figures(part.table);
  return html`<figure class="quote">
    <blockquote><p>${part.quote}</p></blockquote>
    <figcaption>${part.by}</figcaption>
  </figure>`;
}
