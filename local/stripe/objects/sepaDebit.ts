/** A bank account that SEPA debits, as it is kept: never the whole IBAN. */
export interface SepaDebit {
  readonly type: 'sepa_debit';
  readonly bankCode: string;
  readonly country: string;
  readonly last4: string;
}

export type IbanReading =
  | { readonly kind: 'accepted'; readonly debit: SepaDebit }
  | { readonly kind: 'invalid'; readonly field: 'iban'; readonly message: string };

/** https://docs.stripe.com/payments/sepa-debit/accept-a-payment#test */
export const IBAN_THAT_PAYS = 'AT611904300234573201';
export const IBAN_THAT_FAILS = 'AT861904300235473202';

/** Country and check digits, then at most 30 letters and digits (ISO 13616). */
const FORM = /^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/;

/** @param text as a reader typed it; spaces and letter case do not matter */
export function readIban(text: string): IbanReading {
  const iban = text.replace(/\s/g, '').toUpperCase();
  if (!FORM.test(iban)) {
    return { kind: 'invalid', field: 'iban', message: 'Your IBAN is incomplete.' };
  }
  if (!passesCheck(iban)) return { kind: 'invalid', field: 'iban', message: 'Your IBAN is invalid.' };
  const debit: SepaDebit = {
    type: 'sepa_debit',
    bankCode: iban.slice(4, 9),
    country: iban.slice(0, 2),
    last4: iban.slice(-4),
  };
  return { kind: 'accepted', debit };
}

/** How a debit ends when nobody decides otherwise. */
export function debitSucceeds(last4: string | null): boolean {
  return last4 !== IBAN_THAT_FAILS.slice(-4);
}

/** ISO 7064 MOD 97-10: letters count from 10, and the first four characters stand last. */
function passesCheck(iban: string): boolean {
  const digits = Array.from(iban.slice(4) + iban.slice(0, 4), (character) =>
    Number.parseInt(character, 36).toString(),
  ).join('');
  return BigInt(digits) % 97n === 1n;
}
