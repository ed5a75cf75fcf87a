/**
 * Claims: paying for a stranger gives the stranger access, never the payer the stranger's membership (43). A browser
 * is signed in by a payment alone only where that very payment made the member and nobody has proved the address.
 */
import { expect, test } from 'vitest';
import { decideClaim } from '../../shared/identity/checkout.ts';
import type { ClaimDecision } from '../../shared/identity/checkout.ts';
import type { Facts, Member, MemberId } from '../../shared/membership/model.ts';
import { NOW } from '../support/tokens.ts';

const facts = (changes: Partial<Member>): Facts => ({
  member: {
    id: 'mem_reader',
    address: 'ada@example.com',
    sessionEpoch: 0,
    origin: { kind: 'customer', customer: 'cus_paid' },
    createdAt: NOW,
    ...changes,
  },
  billing: [],
  grants: [],
});

const PROVED = { addressProvedAt: NOW };

test.each<{
  name: string;
  member: Partial<Member>;
  signedInAs?: MemberId;
  decision: ClaimDecision;
}>([
  { name: 'made by this payment, not proved', member: {}, decision: 'open_session' },
  { name: 'made by this payment, proved since', member: PROVED, decision: 'prove_address' },
  {
    name: 'made by another payment, not proved (43)',
    member: { origin: { kind: 'customer', customer: 'cus_other' } },
    decision: 'prove_address',
  },
  {
    name: 'made by signing in, not proved (43)',
    member: { origin: { kind: 'sign_in' } },
    decision: 'prove_address',
  },
  {
    name: 'made by signing in, proved (43)',
    member: { origin: { kind: 'sign_in' }, ...PROVED },
    decision: 'prove_address',
  },
  {
    name: 'made by a comp, not proved (43)',
    member: { origin: { kind: 'grant' } },
    decision: 'prove_address',
  },
  {
    name: 'signed in as that member',
    member: PROVED,
    signedInAs: 'mem_reader',
    decision: 'signed_in_already',
  },
  {
    name: 'signed in by this payment, not proved',
    member: {},
    signedInAs: 'mem_reader',
    decision: 'signed_in_already',
  },
  {
    name: 'signed in by an earlier payment, not proved',
    member: { origin: { kind: 'customer', customer: 'cus_earlier' } },
    signedInAs: 'mem_reader',
    decision: 'prove_address',
  },
  {
    name: 'signed in as somebody else, paying for one whose address is proved (43)',
    member: PROVED,
    signedInAs: 'mem_payer',
    decision: 'prove_address',
  },
  {
    name: 'signed in as somebody else, paying for one whom this payment made',
    member: {},
    signedInAs: 'mem_payer',
    decision: 'open_session',
  },
])('$name: $decision', ({ member, signedInAs, decision }) => {
  expect(decideClaim(facts(member), 'cus_paid', signedInAs)).toBe(decision);
});
