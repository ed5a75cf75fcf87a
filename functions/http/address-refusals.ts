import type { AddressRefusal } from '../../shared/identity/address.ts';
import { english } from '../../shared/words/english.ts';
import type { Problem } from './problem.ts';

/** What is wrong with an address, told to readers and admins alike. */
export const ADDRESS_REFUSALS: Readonly<Record<AddressRefusal, Omit<Problem, 'code'>>> = {
  address_invalid: { status: 400, detail: english['refused.address_invalid'] },
  address_not_ascii: {
    status: 400,
    detail: english['refused.address_not_ascii'],
  },
};
