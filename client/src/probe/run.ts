import { ask, type Answer } from './answer.ts';
import {
  cacheFindings,
  isMetered,
  jsonLdAdvice,
  leaksOf,
  meterAdvice,
  REFUSED,
  sourceFindings,
  unknownTextAdvice,
  type Finding,
} from './judge.ts';
import { linksOf } from './links.ts';
import { paidSelectorsOf, paidSentences, partsOf, sentencesOf, type Paid } from './paid.ts';
import { folded } from './text.ts';
import { STRANGER, VISITS } from './visits.ts';

export interface ProbeOptions {
  readonly url: string;
  readonly paidTexts: readonly string[];
  readonly paidSelectors: readonly string[];
  /** Of the page's gates, only those for this feature. */
  readonly feature: string | undefined;
  /** An access token that opens the page. */
  readonly token: string | undefined;
}

export interface Check {
  /** What was asked. */
  readonly what: string;
  readonly url: string;
  readonly status: number | undefined;
  readonly findings: readonly Finding[];
}

export interface Report {
  readonly url: string;
  readonly paid: Paid;
  readonly checks: readonly Check[];
  /** Why nothing can be promised; there is no verdict then. */
  readonly fault?: string;
}

/** At most so many of a page's alternates and sources are asked for. */
const MOST_LINKS = 20;

/** Asks for a page in every way that needs no token, and looks for its paid text. */
export async function probe(options: ProbeOptions): Promise<Report> {
  const { url, feature } = options;
  const nothing: Paid = { selectors: [], sentences: [] };
  let locked: Answer;
  try {
    locked = await ask(url, STRANGER);
  } catch (error) {
    return { url, paid: nothing, checks: [], fault: `Nobody answers at ${url}: ${messageOf(error)}` };
  }
  if (locked.status >= 400 && !REFUSED.includes(locked.status))
    return { url, paid: nothing, checks: [], fault: `${url} answers ${locked.status}.` };
  const { alternates, sources } = linksOf(locked, feature);
  const { paid, fault } = await whatIsPaid(options, locked, sources);
  if (fault !== undefined) return { url, paid, checks: [], fault };

  // A page that fetches its paid part is the same for everybody; its source is what no cache may keep.
  const isGated = sources.length === 0;
  const judge = (answer: Answer) => [...leaksOf(answer, paid), ...(isGated ? cacheFindings(answer) : [])];
  const checks: Check[] = [
    {
      ...{ what: `the page, asked for ${STRANGER.as}`, url, status: locked.status },
      findings: [
        ...judge(locked),
        ...jsonLdAdvice(locked),
        ...meterAdvice(locked),
        ...unknownTextAdvice(paid),
      ],
    },
  ];
  for (const visit of VISITS)
    checks.push(
      await check(`the page, asked for ${visit.as}`, url, visit, (answer) => judge(answer).filter(isLeak)),
    );
  for (const source of sources.slice(0, MOST_LINKS))
    checks.push(
      await check('what a gate fetches, without a token', source, STRANGER, (answer) => [
        ...leaksOf(answer, paid),
        ...sourceFindings(answer),
      ]),
    );
  for (const alternate of alternates.slice(0, MOST_LINKS))
    checks.push(
      await check('a link of the page to another form of it', alternate, STRANGER, (answer) =>
        leaksOf(answer, paid),
      ),
    );
  return { url, paid, checks };
}

async function check(
  what: string,
  url: string,
  visit: Parameters<typeof ask>[1],
  judge: (answer: Answer) => readonly Finding[],
): Promise<Check> {
  try {
    const answer = await ask(url, visit);
    return { what, url, status: answer.status, findings: judge(answer) };
  } catch {
    return { what, url, status: undefined, findings: [] };
  }
}

async function whatIsPaid(
  { url, paidTexts, paidSelectors, token }: ProbeOptions,
  locked: Answer,
  sources: readonly string[],
): Promise<{ paid: Paid; fault?: string }> {
  const selectors = [...new Set([...paidSelectors, ...paidSelectorsOf(locked.page)])];
  const told = paidTexts.map(folded).filter((text) => text !== '');
  const shown = token === undefined ? [] : await shownWith(token, [url, ...sources], locked);
  const paid = { selectors, sentences: [...told, ...shown] };
  if (token !== undefined && shown.length === 0 && !isMetered(locked))
    return {
      paid,
      fault:
        'The token shows nothing that a stranger is not shown: it does not open this page, or the page leaks all of it.',
    };
  const isNamed = partsOf(locked.page, selectors).length > 0;
  if (paid.sentences.length === 0 && !isNamed && sources.length === 0)
    return {
      paid,
      fault:
        'Nothing tells what is paid for on this page. Give --paid-text with a sentence of it, --paid-selector, or GATEFOLD_TOKEN.',
    };
  return { paid };
}

/** @param urls the page first: a token is for its site and goes nowhere else */
async function shownWith(token: string, urls: readonly string[], locked: Answer): Promise<readonly string[]> {
  const headers = { ...STRANGER.headers, authorization: `Bearer ${token}` };
  const site = new URL(urls[0] ?? locked.url).origin;
  const own = urls.filter((url) => new URL(url).origin === site);
  const answers = await Promise.all(own.map((url) => ask(url, { headers }).catch(() => undefined)));
  return answers.flatMap((answer) => {
    if (answer === undefined || answer.status >= 400) return [];
    return answer.page.children.length === 0 ? sentencesOf(answer.body) : paidSentences(answer, locked);
  });
}

const isLeak = ({ kind }: Finding): boolean => kind === 'leak';

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};
