/** What a gate says. `{…}` are filled in; every sentence is plain text. */
export interface GateWords {
  /** Heard while the gate finds out, by who cannot see it. */
  readonly loading: string;
  readonly heading: string;
  /** Where the article needs no more than an address that was proved. */
  readonly headingRegistered: string;
  /** To a member whose plan has another range. */
  readonly headingNotEntitled: string;
  readonly subscribe: string;
  /** Before the link to sign in. */
  readonly alreadyReading: string;
  readonly signIn: string;
  readonly account: string;
  /** With `{days}` and `{price}`. */
  readonly trial: string;
  readonly signedOut: string;
  readonly evicted: string;
  readonly offline: string;
  readonly failed: string;
  readonly retry: string;
  /** Heard when a locked article opens. */
  readonly opened: string;
}

export const ENGLISH: GateWords = {
  loading: 'Checking what you may read',
  heading: 'Subscribe to read on',
  headingRegistered: 'Sign in to read on',
  headingNotEntitled: 'Your plan does not include this article',
  subscribe: 'Subscribe',
  alreadyReading: 'Already a subscriber?',
  signIn: 'Sign in',
  account: 'My account',
  trial: '{days} free, then {price}',
  signedOut: 'You have been signed out. Please sign in again.',
  evicted: 'You were signed out here, because you signed in on another device.',
  offline: 'We cannot check your subscription just now. This page will go on trying.',
  failed: 'The article could not be loaded.',
  retry: 'Try again',
  opened: 'The article is open.',
};

export const GERMAN: GateWords = {
  loading: 'Wir prüfen, was Sie lesen dürfen',
  heading: 'Weiterlesen mit einem Abonnement',
  headingRegistered: 'Zum Weiterlesen anmelden',
  headingNotEntitled: 'Ihr Abonnement enthält diesen Artikel nicht',
  subscribe: 'Abonnieren',
  alreadyReading: 'Schon abonniert?',
  signIn: 'Anmelden',
  account: 'Mein Konto',
  trial: '{days} kostenlos, dann {price}',
  signedOut: 'Sie wurden abgemeldet. Bitte melden Sie sich wieder an.',
  evicted: 'Sie wurden hier abgemeldet, weil Sie sich auf einem anderen Gerät angemeldet haben.',
  offline: 'Wir können Ihr Abonnement gerade nicht prüfen. Diese Seite versucht es weiter.',
  failed: 'Der Artikel konnte nicht geladen werden.',
  retry: 'Noch einmal versuchen',
  opened: 'Der Artikel ist geöffnet.',
};

/** By language, as `lang` begins with it (BCP 47). */
export type Vocabulary = Readonly<Record<string, Partial<GateWords>>>;

/** The words of a language, whole: where one is missing, the English one. */
export function wordsFor(language: string, ...vocabularies: readonly Vocabulary[]): GateWords {
  const [primary = ''] = language.toLowerCase().split('-');
  return Object.assign({}, ENGLISH, ...vocabularies.map((words) => words[primary])) as GateWords;
}
