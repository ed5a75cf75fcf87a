import { html } from 'hono/html';
import type { Html } from '../layout.ts';

/** The forms of one customer's part of the control page, each of which leads back to it. */
export interface Acts {
  /** A form that is one button. */
  button(path: string, text: string, options?: ActOptions): Html;
  /** A form of one choice or entry and its button. */
  entry(path: string, text: string, field: Html, options?: ActOptions): Html;
}

interface ActOptions {
  readonly fields?: Readonly<Record<string, string | number>>;
  readonly tone?: 'primary' | 'danger' | undefined;
}

/** @param back the address that every form leads back to, such as `/?customer=cus_1#cus_1` */
export function actsWithin(back: string): Acts {
  const hidden = (fields: ActOptions['fields'] = {}) =>
    Object.entries({ ...fields, ...(back !== '/' && { back }) }).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    );
  return {
    button: (path, text, { fields, tone } = {}) =>
      html`<form method="post" action="/_double${path}">
        ${hidden(fields)}<button class="small ${tone ?? ''}">${text}</button>
      </form>`,
    entry: (path, text, field, { fields, tone } = {}) =>
      html`<form class="inline" method="post" action="/_double${path}">
        ${hidden(fields)}${field}<button class="small ${tone ?? ''}">${text}</button>
      </form>`,
  };
}

type Option = string | readonly [value: string, text: string];

/** @param label '' where `id` has a visible one */
export function choice(
  name: string,
  label: string,
  options: readonly Option[],
  chosen?: string,
  id?: string,
): Html {
  return html`<select name="${name}" ${id === undefined ? html`aria-label="${label}"` : html`id="${id}"`}>
    ${options.map((option) => {
      const [value, text] = typeof option === 'string' ? [option, option.replaceAll('_', ' ')] : option;
      return html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${text}</option>`;
    })}
  </select>`;
}

/** An entry with its own visible label, for the grids of `form.fields`. */
export function labelled(id: string, label: string, field: (id: string) => Html): Html {
  return html`<div><label for="${id}">${label}</label>${field(id)}</div>`;
}

export function input(
  id: string,
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
): Html {
  return html`<input
    id="${id}"
    name="${name}"
    ${Object.entries(attributes).map(([key, value]) => html` ${key}="${value}"`)}
  />`;
}
