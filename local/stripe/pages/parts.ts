import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** Small pieces that several pages are made of. */

/** A form that is one button. */
export function button(
  action: string,
  text: string,
  options: { readonly fields?: Record<string, string>; readonly tone?: 'primary' | 'danger' | '' } = {},
): Html {
  const { fields = {}, tone = '' } = options;
  return html`<form method="post" action="${action}">
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <button class="small ${tone}">${text}</button>
  </form>`;
}

export function tag(text: string, tone: 'good' | 'warn' | 'bad'): Html {
  return html`<span class="tag ${tone}">${text}</span>`;
}

/** The tone of a subscription's, an invoice's or a payment's status. */
export function toneOf(status: string): 'good' | 'warn' | 'bad' {
  if (['active', 'trialing', 'paid', 'succeeded', 'delivered', 'won'].includes(status)) return 'good';
  const waiting = ['past_due', 'open', 'draft', 'processing', 'pending', 'held', 'incomplete', 'paused'];
  if (waiting.includes(status) || status.startsWith('requires_')) return 'warn';
  return 'bad';
}
