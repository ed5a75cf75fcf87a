const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Prefix and count of random characters of each kind of id, as Stripe writes them. */
const FORMS = {
  charge: ['ch_3', 23],
  'billing_portal.configuration': ['bpc_1', 23],
  'billing_portal.session': ['bps_1', 23],
  'checkout.session': ['cs_test_a1', 56],
  coupon: ['', 8],
  customer: ['cus_', 14],
  discount: ['di_1', 23],
  dispute: ['du_1', 23],
  event: ['evt_1', 23],
  invoice: ['in_1', 23],
  invoice_line: ['il_1', 23],
  invoiceitem: ['ii_1', 23],
  invoice_payment: ['inpay_1', 23],
  line_item: ['li_1', 23],
  payment_intent: ['pi_3', 23],
  payment_method: ['pm_1', 23],
  price: ['price_1', 23],
  product: ['prod_', 14],
  promotion_code: ['promo_1', 23],
  refund: ['re_3', 23],
  request: ['req_', 14],
  secret: ['', 32],
  subscription: ['sub_1', 23],
  subscription_item: ['si_', 14],
  subscription_schedule: ['sub_sched_1', 23],
  'test_helpers.test_clock': ['clock_1', 23],
  transaction: ['txn_3', 23],
  webhook_endpoint: ['we_1', 23],
} as const;
export type IdKind = keyof typeof FORMS;

/** @param random bytes, at least as many as asked for */
export function makeId(kind: IdKind, random: (size: number) => Uint8Array): string {
  const [prefix, length] = FORMS[kind];
  return prefix + Array.from(random(length), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
