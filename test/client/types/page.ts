// Compiled against the installed package: every line after an `@ts-expect-error` must not compile, all others must.
import { defineGate, GERMAN, type GatefoldGate } from '@gatefold/client/element';
import { createSession, ServiceRefused, type Session } from '@gatefold/client/session';

const session = createSession({ issuer: 'https://a.example', audience: 'a', features: ['news', 'analysis'] });
export const same: Session<'news' | 'analysis'> = session;
session.unlocks('analysis');
session.unlocks('registered');
// @ts-expect-error The publication has no such feature.
session.unlocks('anaylsis');
// @ts-expect-error A session is not any.
export const notAny: number = session;

// @ts-expect-error Nobody may be signed in.
console.log((await session.access()).member);
console.log((await session.access())?.unlocks('news'));
// @ts-expect-error There may be no token.
export const token: string = await session.token();

session.addEventListener('change', () => {
  switch (session.state) {
    case 'starting':
    case 'signed_in':
    case 'expired':
    case 'offline':
    case 'signed_out':
      console.log(session.why);
  }
});
// @ts-expect-error There is one event.
session.addEventListener('changed', () => undefined);
// @ts-expect-error There is no such state.
console.log(session.state === 'logged_in');

// @ts-expect-error A plan is needed.
await session.checkout({ email: 'ada@example.com' });
// @ts-expect-error A state is not set from outside.
session.state = 'signed_in';

export const isWrong = (error: unknown) => error instanceof ServiceRefused && error.code === 'code_wrong';

declare const gate: GatefoldGate;
document.createElement('gatefold-gate').retry();
gate.session = session;
gate.words = { heading: 'Read on' };
// @ts-expect-error There are no such words.
gate.words = { headline: 'Read on' };
// @ts-expect-error What a gate shows is not set from outside.
gate.state = 'unlocked';
defineGate({ name: 'paper-gate', words: { de: { ...GERMAN, heading: 'Weiterlesen' } } });
// @ts-expect-error A word is text.
defineGate({ words: { fr: { signIn: 1 } } });
