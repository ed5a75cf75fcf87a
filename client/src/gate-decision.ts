import { GatefoldError } from './errors.ts';
import { sourceOf } from './gate-source.ts';
import type { Shown } from './gate-view.ts';
import { fetchPaidText } from './paid-text.ts';
import type { Session } from './session.ts';

/** What becomes of the gate: another scene, the paid text, or nothing. */
export type Decision =
  | { readonly kind: 'show'; readonly shown: Shown }
  | { readonly kind: 'open'; readonly text: DocumentFragment; readonly source: string }
  | { readonly kind: 'keep' };

interface Question {
  readonly session: Session<string>;
  readonly feature: string;
  /** Attributes, as written. */
  readonly src: string;
  readonly tokenOrigins: string;
  /** Where the paid text that stands in the page came from. */
  readonly openSource: string | undefined;
  readonly signal: AbortSignal;
}

const show = (shown: Shown): Decision => ({ kind: 'show', shown });

/**
 * @throws {GatefoldError} content_refused, content_unavailable, source_refused; or what the session rejects with
 */
export async function decide(question: Question): Promise<Decision> {
  const { session, feature, src, tokenOrigins, openSource, signal } = question;
  switch (session.state) {
    case 'starting':
      return show({ kind: 'loading' });
    case 'expired':
      // The text stays for the moment in which the service is asked.
      return openSource === undefined ? show({ kind: 'loading' }) : { kind: 'keep' };
    case 'offline':
      return show({ kind: 'offline' });
    case 'signed_out':
      return show({ kind: 'locked', why: session.why ?? 'session_missing' });
    case 'signed_in':
      break;
  }
  const access = await session.access();
  if (access?.claims.ent.includes(feature) !== true) return show({ kind: 'locked', why: 'not_entitled' });
  const source = sourceOf(src, document.baseURI, location.origin, tokenOrigins);
  if (typeof source === 'string') throw new GatefoldError('source_refused', `${source}: ${src}`);
  if (source.href === openSource) return { kind: 'keep' };
  const text = await fetchPaidText(session, source, signal);
  if (text === 'refused') return show({ kind: 'locked', why: 'not_entitled' });
  return { kind: 'open', text, source: source.href };
}
