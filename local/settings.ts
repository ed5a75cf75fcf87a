const DEFAULT_PORT = 8787;

/** What a person can mend, told in one sentence. */
export class Misused extends Error {
  override readonly name = 'Misused';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {Misused} */
export function firstPort({ PORT }: Environment): number {
  if (PORT === undefined || PORT === '') return DEFAULT_PORT;
  const port = Number(PORT);
  if (Number.isInteger(port) && port > 0 && port <= 65_533) return port;
  throw new Misused('PORT must be a number from 1 to 65533; the two after it are used too.');
}

export function dataFolder({ GATEFOLD_DATA_DIR }: Environment): string {
  return GATEFOLD_DATA_DIR === undefined || GATEFOLD_DATA_DIR === '' ? '.gatefold' : GATEFOLD_DATA_DIR;
}

/** Further origins that may call the service and be returned to: a site of your own that you are building. */
export function furtherOrigins({ GATEFOLD_ALLOWED_ORIGINS }: Environment): string[] {
  return (GATEFOLD_ALLOWED_ORIGINS ?? '').split(/[\s,]+/).filter((origin) => origin !== '');
}

/**
 * A test-mode key and the signing secret that goes with it; neither where the double is to be used.
 *
 * @throws {Misused}
 */
export function stripeSettings({ STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET }: Environment) {
  const webhookSecret = STRIPE_WEBHOOK_SECRET === '' ? undefined : STRIPE_WEBHOOK_SECRET;
  if (STRIPE_SECRET_KEY === undefined || STRIPE_SECRET_KEY === '') return { webhookSecret };
  if (!/^(sk|rk)_test_/.test(STRIPE_SECRET_KEY)) {
    throw new Misused(
      'STRIPE_SECRET_KEY must be a test-mode key (sk_test_…): no real money moves on this machine.',
    );
  }
  if (webhookSecret === undefined) {
    throw new Misused('With STRIPE_SECRET_KEY, set STRIPE_WEBHOOK_SECRET too: `stripe listen` prints it.');
  }
  return { stripeKey: STRIPE_SECRET_KEY, webhookSecret };
}
