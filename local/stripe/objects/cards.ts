/** A card as it is kept: never the whole number. */
export interface Card {
  readonly type: 'card';
  readonly brand: string;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
}

/** A bank's refusal in Stripe's words and codes: https://docs.stripe.com/declines/codes */
export interface Decline {
  readonly code: string;
  readonly declineCode: string | null;
  readonly message: string;
}

/** What a reader typed. Spaces and dashes in the number are ignored. */
export interface CardEntry {
  readonly number: string;
  /** `MM / YY` or `MM / YYYY`. */
  readonly expiry: string;
  readonly cvc: string;
}

export type CardReading =
  | { readonly kind: 'accepted'; readonly card: Card }
  | { readonly kind: 'declined'; readonly card: Card; readonly decline: Decline }
  | { readonly kind: 'invalid'; readonly field: 'number' | 'expiry' | 'cvc'; readonly message: string };

export const GENERIC_DECLINE: Decline = {
  code: 'card_declined',
  declineCode: 'generic_decline',
  message: 'Your card was declined.',
};

/** https://docs.stripe.com/testing#declined-payments */
const DECLINED: Readonly<Record<string, Decline>> = {
  '4000000000000002': GENERIC_DECLINE,
  '4000000000009995': {
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  '4000000000000069': { code: 'expired_card', declineCode: null, message: 'Your card has expired.' },
  '4000000000000127': {
    code: 'incorrect_cvc',
    declineCode: null,
    message: "Your card's security code is incorrect.",
  },
};
const ACCEPTED = [
  '4242424242424242',
  '4000056655665556',
  '5555555555554444',
  '378282246310005',
  // Authenticated first: https://docs.stripe.com/testing#three-ds-cards
  '4000002760003184',
  '4000002500003155',
  // Disputed, or only asked about: https://docs.stripe.com/testing#disputes
  '4000000000000259',
  '4000000000002685',
  '4000000000001976',
  // Refunded later: https://docs.stripe.com/testing#refunds
  '4000000000007726',
];
/** Pays the first time and fails at every renewal. */
const FAILS_AT_RENEWAL = '4000000000000341';

const NOT_A_TEST_CARD: Decline = {
  code: 'card_declined',
  declineCode: 'test_mode_live_card',
  message:
    'Your card was declined. Your request was in test mode, but used a non test card. ' +
    'For a list of valid test cards, visit: https://stripe.com/docs/testing.',
};

/** @param now epoch seconds, against which the expiry is read */
export function readCard(entry: CardEntry, now: number): CardReading {
  const number = entry.number.replace(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(number)) {
    return { kind: 'invalid', field: 'number', message: 'Your card number is incomplete.' };
  }
  if (!passesLuhn(number))
    return { kind: 'invalid', field: 'number', message: 'Your card number is invalid.' };
  const expiry = readExpiry(entry.expiry);
  if (expiry === undefined) {
    return { kind: 'invalid', field: 'expiry', message: "Your card's expiration date is incomplete." };
  }
  if (Date.UTC(expiry.year, expiry.month) / 1000 <= now) {
    return { kind: 'invalid', field: 'expiry', message: "Your card's expiration date is in the past." };
  }
  if (!/^\d{3,4}$/.test(entry.cvc.trim())) {
    return { kind: 'invalid', field: 'cvc', message: "Your card's security code is incomplete." };
  }
  const card: Card = {
    type: 'card',
    brand: brandOf(number),
    last4: number.slice(-4),
    expMonth: expiry.month,
    expYear: expiry.year,
  };
  if (number === FAILS_AT_RENEWAL || ACCEPTED.includes(number)) return { kind: 'accepted', card };
  return { kind: 'declined', card, decline: DECLINED[number] ?? NOT_A_TEST_CARD };
}

/** A test card to put on file, whatever it will answer; undefined where the number is none. */
export function cardOf(text: string): Card | undefined {
  const number = text.replace(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) return undefined;
  return { type: 'card', brand: brandOf(number), last4: number.slice(-4), expMonth: 12, expYear: 2034 };
}

/** What a bank answers when a card is to be kept on file; one that only fails when it is charged is kept. */
export function declineAtAttachment(last4: string): Decline | undefined {
  return last4 === FAILS_AT_RENEWAL.slice(-4) ? undefined : declineOnFile(last4);
}

/** What a bank answers when a card on file is charged; undefined where it pays. */
export function declineOnFile(last4: string): Decline | undefined {
  if (last4 === FAILS_AT_RENEWAL.slice(-4)) return GENERIC_DECLINE;
  return Object.entries(DECLINED).find(([number]) => number.endsWith(last4))?.[1];
}

function readExpiry(text: string): { month: number; year: number } | undefined {
  const match = /^\s*(\d{1,2})\s*\/\s*(\d{2}|\d{4})\s*$/.exec(text);
  if (match === null) return undefined;
  const month = Number(match[1]);
  const year = Number(match[2]);
  return month >= 1 && month <= 12 ? { month, year: year < 100 ? 2000 + year : year } : undefined;
}

function brandOf(number: string): string {
  if (number.startsWith('5')) return 'mastercard';
  return number.startsWith('3') ? 'amex' : 'visa';
}

function passesLuhn(number: string): boolean {
  const sum = Array.from(number)
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
