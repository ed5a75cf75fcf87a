/** What a reader has read of a month's free articles. Plain data, and plain decisions on it. */
export interface Tally {
  /** `2027-01`. */
  readonly month: string;
  /** Short hashes of articles, each once; those that the service knows of come first. */
  readonly articles: readonly string[];
  /** How many of them the service knows of. */
  readonly synced: number;
  /** The member that it knows them of, as a short hash; '' for none. */
  readonly member: string;
}

/** What a page may show of the meter. */
export interface MeterCount {
  readonly used: number;
  readonly free: number;
  readonly left: number;
}

/** The most that a tally holds. */
export const MOST_ARTICLES = 100;

/**
 * The tally to go on with: of another month, nothing. What is synced belongs to the member it was synced for and is
 * not brought to another one who signs in on the same device; what nobody was signed in for is.
 */
export function carryOver(kept: Tally | undefined, month: string, member: string): Tally {
  const blank = { month, articles: [], synced: 0, member };
  if (kept?.month !== month) return blank;
  if (member === '' || member === kept.member) return kept;
  return { ...blank, articles: kept.articles.slice(kept.synced) };
}

/** Counts an article that is not yet in the tally, where one is left. */
export function openHere(tally: Tally, article: string, free: number): Tally {
  if (tally.articles.includes(article) || tally.articles.length >= free) return tally;
  return { ...tally, articles: [...tally.articles, article] };
}

/** The tally as the service told it for a member. */
export function asTold(tally: Tally, told: readonly string[]): Tally {
  const articles = told.slice(0, MOST_ARTICLES);
  return { ...tally, articles, synced: articles.length };
}

export function unsyncedOf({ articles, synced }: Tally): readonly string[] {
  return articles.slice(synced);
}

export function isSynced({ articles, synced }: Tally, article: string): boolean {
  return articles.slice(0, synced).includes(article);
}

export function countOf({ articles }: Tally, free: number): MeterCount {
  const used = Math.min(articles.length, free);
  return Object.freeze({ used, free, left: free - used });
}

/** Which month it is somewhere, `2027-01`. */
export function monthOf(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit' }).formatToParts(
    at,
  );
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}`;
}
