/**
 * Claims: of any number of checkouts begun at once for one address and one plan, one is opened. A paid checkout is
 * claimed once, by what its own browser began.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { CheckoutClaim, CheckoutIntent } from '../../shared/identity/checkout.ts';
import { createCheckoutsStore } from '../../shared/store/checkouts.ts';
import type { CheckoutsStore } from '../../shared/store/checkouts.ts';
import { openTestDatabase } from '../support/engine.ts';
import { heldHowOften, newAddress, newId, NOW } from './build.ts';

let checkouts: CheckoutsStore;

beforeAll(async () => {
  checkouts = createCheckoutsStore((await openTestDatabase()).database);
});

const newClaim = (changes: Partial<CheckoutClaim> = {}): CheckoutClaim => ({
  id: newId('chk'),
  plan: 'annual',
  addressKey: newAddress().key,
  lookupKey: 'annual_usd',
  handleHash: newId('han'),
  payer: { address: 'Ada@example.com' },
  expiresAt: NOW + 3600,
  ...changes,
});

const newIntent = (changes: Partial<CheckoutIntent> = {}): CheckoutIntent => ({
  handleHash: newId('han'),
  sessionId: newId('cs'),
  to: 'https://thefold.example/memo',
  expiresAt: NOW + 3600,
  ...changes,
});

describe('the claim on a plan', () => {
  test.each([
    newClaim(),
    newClaim({ payer: { customer: 'cus_1' }, session: { id: 'cs_1', url: 'https://pay.example/1' } }),
    newClaim({ trialDays: 14 }),
  ])('is read as it was written', async (claim) => {
    expect(await checkouts.putClaim(claim, undefined)).toBe(true);
    expect(await checkouts.claim(claim.plan, claim.addressKey)).toEqual(claim);
  });

  test('of fifty put at once, one is', async () => {
    const { addressKey } = newClaim();
    const claims = Array.from({ length: 50 }, () => newClaim({ addressKey }));
    const put = await Promise.all(claims.map((claim) => checkouts.putClaim(claim, undefined)));
    expect(put.filter(Boolean)).toHaveLength(1);
    expect(await checkouts.claim('annual', addressKey)).toEqual(claims[put.indexOf(true)]);
  });

  test('of fifty that replace the same one at once, one does', async () => {
    const read = newClaim();
    await checkouts.putClaim(read, undefined);
    const held = await heldHowOften(50, () =>
      checkouts.putClaim(newClaim({ addressKey: read.addressKey }), read),
    );
    expect(held).toBe(1);
  });

  test('is not replaced by one that read another', async () => {
    const claim = newClaim();
    await checkouts.putClaim(claim, undefined);
    const late = newClaim({ addressKey: claim.addressKey });
    expect(await checkouts.putClaim(late, newClaim({ addressKey: claim.addressKey }))).toBe(false);
    expect(await checkouts.claim('annual', claim.addressKey)).toEqual(claim);
  });

  test('that has got its session meanwhile is not replaced by who knows of none to close', async () => {
    const opening = newClaim();
    await checkouts.putClaim(opening, undefined);
    const opened = { ...opening, session: { id: 'cs_1', url: 'https://pay.example/1' } };
    expect(await checkouts.putClaim(opened, opening)).toBe(true);
    const other = newClaim({ addressKey: opening.addressKey });
    expect(await checkouts.putClaim(other, opening)).toBe(false);
    expect(await checkouts.claim('annual', opening.addressKey)).toEqual(opened);
    expect(await checkouts.putClaim(other, opened)).toBe(true);
    expect(await checkouts.claim('annual', opening.addressKey)).toEqual(other);
  });

  test('of one plan is none of another', async () => {
    const claim = newClaim();
    await checkouts.putClaim(claim, undefined);
    expect(await checkouts.claim('briefing', claim.addressKey)).toBeUndefined();
    expect(await checkouts.putClaim({ ...claim, plan: 'briefing' }, undefined)).toBe(true);
  });
});

describe('what a browser began', () => {
  test('is read as it was written, each with its own session, and the newest is known', async () => {
    const first = newIntent();
    await checkouts.putIntent(first);
    const last = newIntent({ handleHash: first.handleHash, expiresAt: first.expiresAt + 1 });
    await checkouts.putIntent(last);
    expect(await checkouts.intent(first.handleHash, first.sessionId)).toEqual(first);
    expect(await checkouts.intent(first.handleHash, last.sessionId)).toEqual(last);
    expect(await checkouts.newestIntent(first.handleHash)).toEqual(last);
    expect(await checkouts.newestIntent(newId('han'))).toBeUndefined();
  });

  test('of fifty claims at once, one is true', async () => {
    const intent = newIntent();
    await checkouts.putIntent(intent);
    expect(await heldHowOften(50, () => checkouts.useIntent(intent, NOW))).toBe(1);
    expect(await checkouts.intent(intent.handleHash, intent.sessionId)).toEqual({ ...intent, usedAt: NOW });
  });

  test('is used with its own session only (42)', async () => {
    const intent = newIntent();
    await checkouts.putIntent(intent);
    expect(await checkouts.useIntent({ ...intent, sessionId: newId('cs') }, NOW)).toBe(false);
    expect(await checkouts.useIntent({ ...intent, handleHash: newId('han') }, NOW)).toBe(false);
    expect(await checkouts.useIntent(intent, NOW)).toBe(true);
  });
});
