import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Speaker } from '../../shared/words/speaker.ts';
import type { SlotOf, WordKey } from '../../shared/words/words.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A text with markup where it is filled in. What is plain is escaped, and each keeps its own direction. */
export function sayHtml<Key extends WordKey>(
  speaker: Speaker,
  key: Key,
  slots: Readonly<Record<SlotOf<Key>, string | Html>>,
): Html {
  const filled = new Map(Object.entries<string | Html>(slots));
  const pieces = speaker.pieces(key).map((piece) => {
    if ('text' in piece) return piece.text;
    return html`<bdi>${filled.get(piece.slot) ?? ''}</bdi>`;
  });
  return html`${pieces}`;
}
