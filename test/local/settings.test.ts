// Claims:
// - No key that could move real money, and no port that cannot be used, gets past the start; a secret is never repeated.
import { describe, expect, test } from 'vitest';
import { Misused, dataFolder, firstPort, stripeSettings } from '../../local/settings.ts';

/** The sentence that a person reads. */
function refusalOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof Misused) return error.message;
    throw error;
  }
  return '';
}

describe('PORT', () => {
  test.each(['http', '0', '-1', '8787.5', '65534', '1e9', 'NaN'])('%s is refused', (PORT) => {
    expect(refusalOf(() => firstPort({ PORT }))).toBe(
      'PORT must be a number from 1 to 65533; the two after it are used too.',
    );
  });

  test.each([
    [undefined, 8787],
    ['', 8787],
    ['1', 1],
    ['65533', 65_533],
  ])('%s is %i', (PORT, port) => {
    expect(firstPort({ PORT })).toBe(port);
  });
});

describe('STRIPE_SECRET_KEY', () => {
  test.each(['sk_live_canary', 'rk_live_canary', 'pk_test_canary', 'canary', ' sk_test_canary'])(
    '%s is refused, and not repeated',
    (STRIPE_SECRET_KEY) => {
      const refusal = refusalOf(() =>
        stripeSettings({ STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET: 'whsec_1' }),
      );
      expect(refusal).toBe(
        'STRIPE_SECRET_KEY must be a test-mode key (sk_test_…): no real money moves on this machine.',
      );
    },
  );

  test.each([undefined, ''])('of test mode needs the secret that its events are signed with', (secret) => {
    const settings = { STRIPE_SECRET_KEY: 'sk_test_canary', STRIPE_WEBHOOK_SECRET: secret };
    expect(refusalOf(() => stripeSettings(settings))).toBe(
      'With STRIPE_SECRET_KEY, set STRIPE_WEBHOOK_SECRET too: `stripe listen` prints it.',
    );
  });

  test.each(['sk_test_1', 'rk_test_1'])('%s is used with its secret', (STRIPE_SECRET_KEY) => {
    expect(stripeSettings({ STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET: 'whsec_1' })).toEqual({
      ...{ stripeKey: STRIPE_SECRET_KEY, webhookSecret: 'whsec_1' },
    });
  });

  test('that is absent leaves the double, with the secret that was set or one of its own', () => {
    expect(stripeSettings({})).toEqual({ webhookSecret: undefined });
    expect(stripeSettings({ STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: 'whsec_1' })).toEqual({
      webhookSecret: 'whsec_1',
    });
  });
});

test('data is kept beside the project unless it is told where', () => {
  expect([
    dataFolder({}),
    dataFolder({ GATEFOLD_DATA_DIR: '' }),
    dataFolder({ GATEFOLD_DATA_DIR: '/x' }),
  ]).toEqual(['.gatefold', '.gatefold', '/x']);
});
