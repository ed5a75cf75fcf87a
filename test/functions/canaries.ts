/** In every text that a caller makes up; no line of a log may have it, in whatever spelling. */
export const CANARY = 'canary-4a61f0';
export const CANARY_ADDRESS = `${CANARY}@canary.example`;

type Fields = Readonly<Record<string, unknown>>;

const asked = { email: CANARY_ADDRESS, to: `https://${CANARY}.example/?${CANARY}` };
const code = { code: '123456', handle: `chl_${CANARY}.${CANARY}` };
const reason = { reason: CANARY };
const comp = { ends_at: '2027-12-31T00:00:00Z', reason: CANARY, note: CANARY, email: CANARY_ADDRESS };
const exchange = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  subject_token: `${CANARY}.${CANARY}.${CANARY}`,
  handle: CANARY,
};

/**
 * What every route of every app is sent: bodies for POST and DELETE, queries for GET, as near to what the route takes as a
 * canary can be. A route that is not here fails its test.
 */
export const SENT: Readonly<Record<string, readonly Fields[]>> = {
  'POST /webhooks/stripe': [{ id: 'evt_1', type: CANARY, data: { object: { email: CANARY_ADDRESS } } }],

  'GET /.well-known/jwks.json': [{}],
  'GET /.well-known/oauth-authorization-server': [{}],
  'GET /v1/plans': [{}],
  'GET /v1/revocations': [{}],
  'GET /v1/continue': [{ to: `https://${CANARY}.example` }],
  'POST /v1/token': [{}, { refresh_token: CANARY }, exchange, { grant_type: CANARY }],
  'POST /v1/sign-in': [asked, { email: CANARY_ADDRESS }],
  'POST /v1/sign-in/verify': [code, { code: CANARY }],
  'POST /v1/sign-in/nonce': [{}, { nonce: CANARY }],
  'POST /v1/sign-out': [{ refresh_token: CANARY }, {}],
  'POST /v1/checkout': [
    { plan: 'annual', email: CANARY_ADDRESS },
    { plan: CANARY, lookup_key: CANARY, ...asked },
  ],
  'POST /v1/checkout/claim': [{ session_id: `cs_test_${CANARY}` }],
  'POST /v1/meter': [{ articles: ['AAAAAAAA'] }, { articles: [CANARY], month: CANARY }],

  'GET /': [{}],
  'GET /account': [{}],
  'GET /account/style.css': [{}],
  'GET /account/sign-in': [{ to: CANARY, address: CANARY_ADDRESS }],
  'GET /account/sign-in/code': [{ to: CANARY }],
  'GET /account/sign-in/link': [{ token: `chl_${CANARY}.${CANARY}` }],
  'GET /account/subscribe': [{ plan: CANARY, to: CANARY }, { plan: 'annual' }],
  'GET /account/return': [{ session_id: `cs_test_${CANARY}` }],
  'GET /account/portal': [{ page: CANARY }],
  'GET /account/devices': [{}],
  'GET /account/address': [{}],
  'GET /account/address/new': [{ address: CANARY_ADDRESS }],
  'POST /account/sign-in': [asked, { email: CANARY_ADDRESS }],
  'POST /account/sign-in/code': [code],
  'POST /account/sign-in/again': [asked],
  'POST /account/sign-in/link': [{ token: `chl_${CANARY}.${CANARY}` }],
  'POST /account/subscribe': [
    { plan: 'annual', ...asked },
    { plan: 'annual', email: CANARY_ADDRESS },
  ],
  'POST /account/return': [{ session_id: `cs_test_${CANARY}`, email: CANARY_ADDRESS }],
  'POST /account/portal': [{ act: CANARY, subscription: `sub_${CANARY}` }, { act: 'overview' }],
  'POST /account/address': [{ email: `new-${CANARY_ADDRESS}`, address: `new-${CANARY_ADDRESS}` }],
  'POST /account/address/codes': [{ old: '123456', new: CANARY }],
  'POST /account/prove': [code],
  'POST /account/devices/sign-out': [{ sid: `ses_${CANARY}` }],
  'POST /account/devices/sign-out-others': [{ [CANARY]: CANARY }],
  'POST /account/devices/sign-out-everywhere': [{ [CANARY]: CANARY }],
  'POST /account/sign-out': [{ [CANARY]: CANARY }],

  'GET /admin/openapi.json': [{}],
  'GET /admin/v1/members': [{ email: CANARY_ADDRESS }],
  'GET /admin/v1/members/:id': [{}],
  'GET /admin/v1/grants': [{ email: CANARY_ADDRESS }, { member: CANARY }],
  'GET /admin/v1/audit': [{ member: CANARY }, {}],
  'GET /admin/v1/events/:id': [{}],
  'GET /admin/v1/quarantine': [{}],
  'GET /admin/v1/quarantine/:kind/:value/customers': [{}],
  'GET /admin/v1/duplicates': [{}],
  'GET /admin/v1/sweeps': [{}],
  'GET /admin/v1/keys': [{}],
  'POST /admin/v1/grants': [
    { ...comp, features: ['memos'] },
    { ...comp, plan: CANARY },
  ],
  'POST /admin/v1/quarantine/:kind/:value/ignore': [reason],
  'POST /admin/v1/quarantine/:kind/:value/replay': [{}],
  'POST /admin/v1/sweeps/account': [{ account: 'acct_1', ...reason }],
  'POST /admin/v1/sweeps/nightly/release': [reason],
  'POST /admin/v1/keys': [
    { name: CANARY, scopes: ['members:read'] },
    { name: CANARY, scopes: [CANARY] },
  ],
  'DELETE /admin/v1/grants/:id': [reason],
  'DELETE /admin/v1/keys/:id': [reason],
  'POST /admin/v1/members/:id/revoke': [reason],
  'POST /admin/v1/revoke-all': [reason],
};

/** In everything that a request may carry beside its body. */
export function canaryHeaders(): Record<string, string> {
  return {
    'user-agent': CANARY,
    'accept-language': CANARY,
    referer: `https://${CANARY}.example/${CANARY}`,
    'x-canary': CANARY,
    'x-request-id': CANARY,
    'x-forwarded-for': CANARY,
    'x-forwarded-host': `${CANARY}.example`,
    'cloudfront-viewer-address': CANARY,
    'idempotency-key': CANARY,
    'stripe-signature': `t=1,v1=${CANARY}`,
  };
}

/** A canary in any of the spellings in which it may travel. */
export function namesCanary(line: string): boolean {
  const spellings = [CANARY, encodeURIComponent(CANARY_ADDRESS), Buffer.from(CANARY).toString('hex')];
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from('x'.repeat(shift) + CANARY)
      .toString('base64url')
      .slice(shift + 1, -2),
  );
  return [...spellings, ...base64].some((spelling) => line.toLowerCase().includes(spelling.toLowerCase()));
}
