import type { Answer } from './answer.ts';
import { decodeReferences } from './html.ts';
import { isPaid, jsonLdOf, paidSentenceIn, partsOf, type Paid } from './paid.ts';
import { hiddenTexts, paidTextOf, scriptStrings, textOf } from './text.ts';

/** `leak`: the paid text reaches those who have not paid. `advice`: it does not, and something may be better. */
export interface Finding {
  readonly kind: 'leak' | 'advice';
  /** Stable. */
  readonly code:
    | 'paid_text'
    | 'paid_part'
    | 'hidden_text'
    | 'json_ld_text'
    | 'script_text'
    | 'cache_control'
    | 'source_open'
    | 'metered'
    | 'text_unknown'
    | 'vary'
    | 'json_ld_missing';
  readonly message: string;
}

/** How a gate refuses. */
export const REFUSED = [401, 402, 403];

/** A paid part may hold a word or two: a heading, a line that it goes on. */
const FEW_CHARACTERS = 60;
/** Prose, and no menu or notice. */
const MUCH_TEXT = 400;

/** What an answer to somebody without a token gives away. */
export function leaksOf(answer: Answer, paid: Paid): readonly Finding[] {
  return [...(isMetered(answer) ? [] : paidTextIn(answer, paid)), ...textUnseen(answer)];
}

/** The answer counts this article as one of the reader's free ones, and may show it. */
export function isMetered({ headers }: Answer): boolean {
  return headers.getSetCookie().some((line) => /^(__Host-)?gatefold_meter=/.test(line));
}

function paidTextIn({ body, page }: Answer, paid: Paid): readonly Finding[] {
  const told =
    paidSentenceIn(decodeReferences(body), paid.sentences) ?? paidSentenceIn(textOf(page), paid.sentences);
  return [
    ...(told === undefined
      ? []
      : [leak('paid_text', `A sentence that is paid for is in it: ${quoted(told)}`)]),
    ...partsOf(page, paid.selectors)
      .map(paidTextOf)
      .filter((text) => text.length > FEW_CHARACTERS)
      .map((text) => leak('paid_part', `The paid part of the page is not empty: ${quoted(text)}`)),
  ];
}

/** Text that is there, and is not what the page shows. */
function textUnseen({ page }: Answer): readonly Finding[] {
  return [
    ...hiddenTexts(page)
      .filter((text) => text.length > MUCH_TEXT)
      .map((text) => leak('hidden_text', `Text is there and only hidden: ${quoted(text)}`)),
    ...jsonLdOf(page)
      .flatMap((object) =>
        [object.articleBody, object.text, object.reviewBody].map((text) => ({ object, text })),
      )
      .filter(({ object, text }) => typeof text === 'string' && (isPaid(object) || text.length > MUCH_TEXT))
      .map(({ text }) => leak('json_ld_text', `The JSON-LD has the whole text: ${quoted(String(text))}`)),
    ...proseInScripts(page).map((text) =>
      leak('script_text', `A script holds text that the page does not show: ${quoted(text)}`),
    ),
  ];
}

/** Whether a shared cache may keep an answer and give it to the next reader; RFC 9111 sections 3 and 5.2.2. */
export function cacheFindings({ headers, status }: Answer): readonly Finding[] {
  if (status >= 400 && !REFUSED.includes(status)) return [];
  const said = headers.get('cache-control') ?? '';
  const directives = said.toLowerCase().split(/\s*,\s*/);
  if (!directives.includes('no-store') || directives.includes('public')) {
    const message = `Cache-Control is ${said === '' ? 'missing' : `“${said}”`}: a gated page says “private, no-store”, locked or not`;
    return [leak('cache_control', message)];
  }
  const vary = (headers.get('vary') ?? '').toLowerCase();
  const isTold =
    vary === '*' || ['cookie', 'authorization'].every((name) => vary.split(/\s*,\s*/).includes(name));
  return isTold
    ? []
    : [{ kind: 'advice', code: 'vary', message: 'Vary does not name Cookie and Authorization' }];
}

/** What a gated source says to a caller without a token: nothing but a refusal. */
export function sourceFindings(answer: Answer): readonly Finding[] {
  if (REFUSED.includes(answer.status)) return cacheFindings(answer);
  if (answer.status >= 400) return [];
  const message = `${answer.url} answers ${answer.status} without a token: ${quoted(textOf(answer.page) || answer.body)}`;
  return [leak('source_open', message)];
}

export function meterAdvice(answer: Answer): readonly Finding[] {
  const message = 'The page is metered, and was shown as a free one: probe one that no meter opens, too';
  return isMetered(answer) ? [{ kind: 'advice', code: 'metered', message }] : [];
}

export function unknownTextAdvice({ sentences }: Paid): readonly Finding[] {
  const message =
    'No sentence of the paid text is known, so a feed or another form that has all of it looks like one with an excerpt: give --paid-text or GATEFOLD_TOKEN';
  return sentences.length > 0 ? [] : [{ kind: 'advice', code: 'text_unknown', message }];
}

/** Search engines take a lock that is not declared for cloaking. */
export function jsonLdAdvice({ page }: Answer): readonly Finding[] {
  if (jsonLdOf(page).some(isPaid)) return [];
  const message =
    'No JSON-LD says which part is paid for (isAccessibleForFree); see paywallJsonLd of @gatefold/client/json-ld';
  return [{ kind: 'advice', code: 'json_ld_missing', message }];
}

const leak = (code: Finding['code'], message: string): Finding => ({ kind: 'leak', code, message });

/** Long strings of words in a page's scripts that the page does not show anyway. */
function proseInScripts(page: Answer['page']): readonly string[] {
  const shown = textOf(page);
  return scriptStrings(page).filter(
    (text) => text.length > MUCH_TEXT && isProse(text) && !shown.includes(text.slice(0, FEW_CHARACTERS)),
  );
}

function isProse(text: string): boolean {
  const words = text.match(/(?<=^|\s)\p{L}[\p{L}’'-]*[,.;:?!]?(?=\s|$)/gu) ?? [];
  return words.length / text.split(/\s+/).length > 0.8 && /[a-z\p{L}][.?!](\s|$)/u.test(text);
}

function quoted(text: string): string {
  return text.length > 100 ? `“${text.slice(0, 100)}…”` : `“${text}”`;
}
