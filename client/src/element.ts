/**
 * Defines `<gatefold-gate>`. On a server it defines nothing, and does no harm.
 *
 * @module
 */
import { GatefoldGate } from './gate-element.ts';
import type { Vocabulary } from './gate-words.ts';

export { GatefoldGate, type GateState } from './gate-element.ts';
export { ENGLISH, GERMAN, type GateWords, type Vocabulary } from './gate-words.ts';
export { GatefoldError } from './errors.ts';

export interface GateDefinition {
  /** Default: `gatefold-gate`, which this module has defined. */
  readonly name?: string;
  /** Words by language, over the built-in English and German ones: `{ fr: { signIn: 'Se connecter' } }`. */
  readonly words?: Vocabulary;
}

/** Gives the gates of a page other words, or another name. */
export function defineGate({ name = NAME, words = {} }: GateDefinition = {}): typeof GatefoldGate {
  if (name === NAME) {
    GatefoldGate.vocabulary = words;
    return GatefoldGate;
  }
  class NamedGate extends GatefoldGate {
    static override vocabulary = words;
  }
  customElements.define(name, NamedGate);
  return NamedGate;
}

const NAME = 'gatefold-gate';

declare global {
  interface HTMLElementTagNameMap {
    'gatefold-gate': GatefoldGate;
  }
}

if ('customElements' in globalThis && customElements.get(NAME) === undefined)
  customElements.define(NAME, GatefoldGate);
