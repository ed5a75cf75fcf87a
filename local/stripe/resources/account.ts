import { buildAccount } from '../objects/account.ts';
import type { Api } from '../api/endpoint.ts';

const ACCOUNT_ID = 'acct_1StripeDouble000';

/** https://docs.stripe.com/api/accounts/retrieve */
export function account(api: Api): void {
  api.get('/v1/account', {}, () => buildAccount(ACCOUNT_ID));
}
