import type { Life } from './lives/life.ts';
import { CALM } from './stage/weather.ts';

/** Lives that once went wrong, at their shortest, with what they found. They are lived again in every `npm test`. */
export const REGRESSIONS: readonly { readonly found: string; readonly life: Life }[] = [
  {
    found: 'a paid yearly item was refused unasked, since a monthly one beside it was past due',
    life: {
      seed: 1,
      people: 2,
      weather: { ...CALM, lost: 0.8 },
      policies: { pausedCollection: 'keep', refundedSubscription: 'keep', disputedSubscription: 'keep' },
      dunningEnd: 'past_due',
      steps: [
        {
          afterSeconds: 0,
          who: 0,
          act: {
            kind: 'payment link',
            prices: ['proYearly', 'mug'],
            card: 'fails at renewal',
            trialDays: 0,
            known: false,
          },
        },
        { afterSeconds: 367 * 86_400, who: 0, act: { kind: 'wait' } },
      ],
    },
  },
  {
    found: 'a dispute that no event told of was forgotten where no night was done for three days',
    life: {
      seed: 2,
      people: 2,
      weather: { ...CALM, sweeps: false, neverMade: 0.5 },
      policies: { pausedCollection: 'keep', refundedSubscription: 'keep', disputedSubscription: 'suspend' },
      dunningEnd: 'cancel',
      steps: [
        { afterSeconds: 0, who: 0, act: { kind: 'subscribe', plan: 'annual', card: 'good' } },
        { afterSeconds: 3_600, who: 0, act: { kind: 'dispute', which: 0, inquiry: false } },
        { afterSeconds: 4 * 86_400, who: 0, act: { kind: 'wait' } },
      ],
    },
  },
];
