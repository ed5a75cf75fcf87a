import type { AddressRefusal } from '../../shared/identity/address.ts';
import type { Problem } from './problem.ts';

/** What is wrong with an address, told to readers and admins alike. */
export const ADDRESS_REFUSALS: Readonly<Record<AddressRefusal, Omit<Problem, 'code'>>> = {
  address_invalid: { status: 400, detail: 'This is not an e-mail address that mail can be sent to.' },
  address_not_ascii: {
    status: 400,
    detail: 'Write the address in plain ASCII; an international domain in its xn-- form.',
  },
};
