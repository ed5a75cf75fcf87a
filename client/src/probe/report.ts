import type { Check, Report } from './run.ts';

/** 0: nothing leaks. 1: something does. 2: it could not be told. */
export function exitCodeOf({ checks, fault }: Report): 0 | 1 | 2 {
  if (fault !== undefined) return 2;
  return checks.some(({ findings }) => findings.some(({ kind }) => kind === 'leak')) ? 1 : 0;
}

export function asJson(report: Report): string {
  const verdict = (['sound', 'leaks', 'unknown'] as const)[exitCodeOf(report)];
  return `${JSON.stringify({ verdict, ...report }, null, 2)}\n`;
}

/** For people: one line a check, and what was found under it. */
export function asText(report: Report): string {
  const { url, paid, checks, fault } = report;
  if (fault !== undefined) return `${url}\n\n${fault}\n`;
  const known = [
    ...paid.selectors.map((selector) => `the part ${selector}`),
    ...(paid.sentences.length > 0 ? [`${paid.sentences.length} sentences`] : []),
  ];
  const leaks = checks.flatMap(({ findings }) => findings).filter(({ kind }) => kind === 'leak').length;
  return [
    url,
    `What is paid for: ${known.join(', ') || 'what the page’s gates fetch'}`,
    '',
    ...checks.flatMap(linesOf),
    '',
    leaks === 0
      ? 'No leak was found.'
      : `${leaks} ${leaks === 1 ? 'leak' : 'leaks'}. What only subscribers may read must not leave your server without a token that opens it.`,
    '',
  ].join('\n');
}

function linesOf({ what, url, status, findings }: Check): readonly string[] {
  const mark = findings.some(({ kind }) => kind === 'leak') ? 'LEAK' : status === undefined ? 'none' : 'ok  ';
  const where = what.startsWith('the page') ? '' : ` ${url}`;
  const answer = status === undefined ? 'no answer' : String(status);
  return [
    `${mark}  ${what}${where} (${answer})`,
    ...findings.map(({ kind, message }) => `        ${kind === 'advice' ? 'advice: ' : ''}${message}`),
  ];
}
