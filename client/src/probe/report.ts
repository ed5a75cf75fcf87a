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
    ...checks.flatMap((check, index) => linesOf(check, index === 0 ? undefined : checks[0])),
    '',
    leaks === 0
      ? 'No leak was found.'
      : `${leaks} ${leaks === 1 ? 'leak' : 'leaks'}. What only subscribers may read must not leave your server without a token that opens it.`,
    '',
  ].join('\n');
}

/** @param first the check before all others: what it has found is not told again */
function linesOf({ what, url, status, findings }: Check, first: Check | undefined): readonly string[] {
  const told = new Set(first?.findings.map(({ message }) => message));
  const isLeak = findings.some(({ kind }) => kind === 'leak');
  const mark = isLeak ? 'LEAK' : status === undefined ? 'none' : 'ok  ';
  const where = what.startsWith('the page') ? '' : ` ${url}`;
  const fresh = findings.filter(({ message }) => !told.has(message));
  const same = isLeak && fresh.length === 0 ? ', the same' : '';
  return [
    `${mark}  ${what}${where} (${status ?? 'no answer'}${same})`,
    ...fresh.map(({ kind, message }) => `        ${kind === 'advice' ? 'advice: ' : ''}${message}`),
  ];
}
