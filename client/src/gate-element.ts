import { GatefoldError } from './errors.ts';
import { GateAttributes } from './gate-attributes.ts';
import { decide, type Decision } from './gate-decision.ts';
import { languageOf } from './gate-language.ts';
import { createScreen, type Screen } from './gate-screen.ts';
import type { Scene, Shown } from './gate-view.ts';
import { GERMAN, wordsFor, type GateWords, type Vocabulary } from './gate-words.ts';
import type { Plan } from './plans.ts';
import type { Session } from './session.ts';
import { sharedOffers, sharedSession } from './shared-session.ts';

export type GateState = Shown['kind'];

/** Mistakes in the page, for its developer and not for its reader. */
const MISTAKES: readonly string[] = ['source_refused', 'paid_text_in_page', 'configuration_invalid'];

/**
 * Shows its children, the teaser, and after them the paid text of `src` or an offer to subscribe. It dispatches
 * `gatefold-change` when {@link GatefoldGate.state} is another and `gatefold-error` with a `GatefoldError` as `detail`;
 * both bubble.
 */
export class GatefoldGate extends GateAttributes {
  /** Words by language, over the built-in English and German ones. */
  static vocabulary: Vocabulary = {};

  #session: Session<string> | undefined;
  #words: Partial<GateWords> = {};
  #plans: readonly Plan[] = [];
  #shown: Shown = { kind: 'loading' };
  #openSource: string | undefined;
  #screen: Screen | undefined;
  /** Ends with the stay in the page. */
  #stay: AbortController | undefined;
  /** Ends with the next look at what is to be shown. */
  #look: AbortController | undefined;

  get state(): GateState {
    return this.#shown.kind;
  }

  /** A session of your own scripts. Default: one for all gates of a page that have the same issuer and audience. */
  get session(): Session<string> | undefined {
    return this.#session;
  }
  set session(session: Session<string> | undefined) {
    this.#session = session;
    this.#restart();
  }

  /** Words in place of the built-in ones, for this gate. */
  get words(): Partial<GateWords> {
    return this.#words;
  }
  set words(words: Partial<GateWords>) {
    this.#words = words;
    this.#paint();
  }

  connectedCallback(): void {
    this.takeEarly('session', 'words');
    this.#screen ??= createScreen(this, () => {
      this.#complain(new GatefoldError('paid_text_in_page', 'everybody has it; serve it from src'));
    });
    this.#paint();
    this.#restart();
  }

  disconnectedCallback(): void {
    this.#stay?.abort();
    this.#stay = undefined;
    this.#look?.abort();
    this.#show({ kind: 'loading' });
  }

  attributeChangedCallback(name: string): void {
    if (this.#stay === undefined) return;
    if (name === 'lang') this.#paint();
    else this.#restart();
  }

  /** What the button does: asks for a new token, and for the text. */
  retry(): void {
    this.#show({ kind: 'loading' });
    const ask = async () => {
      await this.#source()?.refresh();
    };
    void ask()
      .catch(() => undefined)
      .then(() => this.#update());
  }

  /** Listens anew; once, when all attributes of this moment are set. */
  #restart(): void {
    if (!this.isConnected) return;
    this.#stay?.abort();
    const stay = (this.#stay = new AbortController());
    const { signal } = stay;
    queueMicrotask(() => {
      if (signal.aborted) return;
      const update = () => void this.#update();
      try {
        this.#source()?.addEventListener('change', update, { signal });
      } catch {
        // The update finds the same mistake, and says so.
      }
      addEventListener(
        'online',
        () => {
          if (this.state === 'error') this.retry();
        },
        { signal },
      );
      update();
    });
  }

  /** `undefined` for as long as nothing names a session: frameworks set properties late. */
  #source(): Session<string> | undefined {
    const { issuer, audience } = this;
    return this.#session ?? (issuer || audience ? sharedSession(issuer, audience) : undefined);
  }

  async #update(): Promise<void> {
    this.#look?.abort();
    const { signal } = (this.#look = new AbortController());
    try {
      const session = this.#source();
      if (session === undefined) return;
      const decision = await decide({
        session,
        feature: this.feature,
        src: this.src,
        tokenOrigins: this.tokenOrigins,
        openSource: this.#openSource,
        signal,
      });
      if (isLocked(decision)) this.#plans = await plansOf(session);
      if (!signal.aborted) this.#follow(decision);
    } catch (error) {
      if (signal.aborted) return;
      const isOffline = error instanceof GatefoldError && error.code === 'service_unavailable';
      this.#show({ kind: isOffline ? 'offline' : 'error' });
      if (!isOffline) this.#complain(error);
    }
  }

  #follow(decision: Decision): void {
    if (decision.kind === 'show') this.#show(decision.shown);
    if (decision.kind !== 'open') return;
    this.#openSource = decision.source;
    this.#screen?.open(decision.text, this.#scene());
    this.#tell({ kind: 'unlocked' });
  }

  #show(shown: Shown): void {
    this.#openSource = undefined;
    this.#screen?.show(shown, this.#scene());
    this.#tell(shown);
  }

  #paint(): void {
    if (this.#openSource === undefined) this.#screen?.show(this.#shown, this.#scene());
    else this.#screen?.open(undefined, this.#scene());
  }

  #tell(shown: Shown): void {
    const isNew = shown.kind !== this.#shown.kind;
    this.#shown = shown;
    if (isNew) this.dispatchEvent(new Event('gatefold-change', { bubbles: true, composed: true }));
  }

  #complain(error: unknown): void {
    this.dispatchEvent(new CustomEvent('gatefold-error', { detail: error, bubbles: true, composed: true }));
    const isOfTheDay = error instanceof GatefoldError && !MISTAKES.includes(String(error.code));
    if (!isOfTheDay) reportError(error);
  }

  #scene(): Scene {
    const { vocabulary } = this.constructor as typeof GatefoldGate;
    const language = languageOf(this);
    return {
      issuer: this.#session?.issuer ?? this.issuer,
      feature: this.feature,
      language,
      words: { ...wordsFor(language, { de: GERMAN }, vocabulary), ...this.#words },
      plans: this.#plans,
      to: location.href,
      retry: () => {
        this.retry();
      },
    };
  }
}

const isLocked = (decision: Decision) => decision.kind === 'show' && decision.shown.kind === 'locked';

/** None where they cannot be had: the offer then has a link, and no prices. */
async function plansOf({ issuer }: Session<string>): Promise<readonly Plan[]> {
  try {
    return await sharedOffers(issuer).plans();
  } catch (error) {
    if (error instanceof GatefoldError) return [];
    throw error;
  }
}
