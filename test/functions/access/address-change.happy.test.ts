// Claims:
// - A member moves to another address once both agree, the old one and the new one, by a code each, in any order.
// - They stay signed in everywhere, keep what they have paid for, and sign in by the new address from then on.
// - The old address is told, the audit trail has it, and whoever comes to the old address later begins anew.
// - Stripe's receipts follow to the new address, unless somebody chose where they go.
// - Who has paid with a mistyped address corrects it in that browser with a code to the right one; the member is then
//   theirs alone.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemberId } from '../../../shared/membership/model.ts';
import { createAddressChangesStore } from '../../../shared/store/address-changes.ts';
import { openDatabase } from '../../../shared/store/database.ts';
import { pageRefusalOf, refusalOf } from '../../support/problem.ts';
import type { Reader } from '../../support/reader.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const [OLD, NEW] = ['ada@example.com', 'ada.lovelace@example.net'];

let world: World;
let reader: Reader;
beforeEach(async () => {
  world = await openWorld();
  reader = world.reader();
});
afterEach(() => world.close());

const at = (path: string) => `${world.issuer}/account${path}`;

async function begin(email: string): Promise<void> {
  const begun = await reader.submit(at('/address'), { email });
  expect([begun.status, begun.headers.get('location')]).toEqual([303, at('/address')]);
  await world.service.mailQueue.settled();
}

const enter = (codes: { old?: string; new?: string }) => reader.submit(at('/address/codes'), codes);
const text = async (path: string) => (await (await reader.get(at(path))).text()).replaceAll(/\s+/g, ' ');
const token = (of: Reader) => of.call(`${world.issuer}/v1/token`, {}, world.site);
const changed = (answer: Response) => {
  expect([answer.status, answer.headers.get('location')]).toEqual([303, at('?address=changed')]);
};

describe('an address that was proved', () => {
  beforeEach(async () => {
    await world.subscribe(reader, OLD);
    await world.signIn(reader, OLD);
    world.clock.advance(60);
  });

  test('both codes at once', async () => {
    const { member } = await world.access(reader);
    await begin(NEW);
    const page = await text('/address');
    expect(page).toContain(`Code sent to ${OLD}`);
    expect(page).toContain(`Code sent to ${NEW}`);
    changed(await enter({ old: world.codeFor(OLD), new: world.codeFor(NEW) }));

    const account = await text('?address=changed');
    expect(account).toContain('Your address was changed.');
    expect(account).toContain(`<dd>${NEW}</dd>`);
    expect(account).toContain('Your Annual subscription.');
    const elsewhere = world.reader();
    await world.signIn(elsewhere, NEW);
    const access = await world.access(elsewhere);
    expect(access.member).toBe(member);
    expect(access.features).toContain('memos');
  });

  test.each(['old', 'new'] as const)('one at a time, the %s one first', async (first) => {
    await begin(NEW);
    const codes = { old: world.codeFor(OLD), new: world.codeFor(NEW) };
    const half = await enter({ [first]: codes[first] });
    expect(half.status).toBe(200);
    const page = (await half.text()).replaceAll(/\s+/g, ' ');
    expect(page).toContain(`<strong>${first === 'old' ? OLD : NEW}</strong> has agreed.`);
    expect(page).not.toContain(`id="code-${first}"`);
    expect(await text('')).toContain(`<dd>${OLD}</dd>`);
    const second = first === 'old' ? 'new' : 'old';
    changed(await enter({ [second]: codes[second] }));
    expect(await text('')).toContain(`<dd>${NEW}</dd>`);
  });

  test('other devices stay signed in, and the old address is told', async () => {
    const other = world.reader();
    await world.signIn(other, OLD);
    world.clock.advance(60);
    await begin(NEW);
    changed(await enter({ old: world.codeFor(OLD), new: world.codeFor(NEW) }));
    await world.service.mailQueue.settled();
    expect((await token(other)).status).toBe(200);
    const [notice] = world.outbox.to(OLD);
    expect(notice?.text).toContain('a…@example.net');
    expect(notice?.text).not.toContain(NEW);
    expect(notice?.text).toContain(world.config.publication.supportEmail);
  });

  test('the audit trail has who, from what and to what', async () => {
    const { member } = await world.access(reader);
    await begin(NEW);
    await enter({ old: world.codeFor(OLD), new: world.codeFor(NEW) });
    const { data } = (await (await world.admin('GET', `/audit?member=${member}`)).json()) as {
      data: object[];
    };
    expect(data[0]).toMatchObject({
      act: 'member.address_changed',
      actor: `member:${member}`,
      before: { address: OLD },
      after: { address: NEW },
    });
  });

  test('the old address is free: who signs in with it next is somebody else, with nothing', async () => {
    const { member } = await world.access(reader);
    await begin(NEW);
    await enter({ old: world.codeFor(OLD), new: world.codeFor(NEW) });
    const next = world.reader();
    await world.signIn(next, OLD);
    const access = await world.access(next);
    expect(access.member).not.toBe(member);
    expect(access.features).toEqual(['registered']);
    expect((await world.access(reader)).features).toContain('memos');
  });

  test('and can be moved back to', async () => {
    const { member } = await world.access(reader);
    await begin(NEW);
    changed(await enter({ old: world.codeFor(OLD), new: world.codeFor(NEW) }));
    await begin(OLD);
    changed(await enter({ old: world.codeFor(NEW), new: world.codeFor(OLD) }));
    expect(await text('')).toContain(`<dd>${OLD}</dd>`);
    expect((await world.access(reader)).member).toBe(member);
  });

  test('a wrong code is said at its field, and the right one is good after it', async () => {
    await begin(NEW);
    const right = { old: world.codeFor(OLD), new: world.codeFor(NEW) };
    const wrong = right.new === '000000' ? '000001' : '000000';
    const answer = await enter({ old: right.old, new: wrong });
    expect(answer.status).toBe(401);
    const page = await answer.text();
    expect(page).toContain('id="code-new-wrong"');
    expect(page).toContain(`<strong>${OLD}</strong> has agreed.`);
    expect((await enter({ new: '12' })).status).toBe(400);
    changed(await enter({ new: right.new }));
  });

  test('a change that was stopped between the last code and the move is finished by the same page', async () => {
    const { member, sid } = claims(await world.token(reader));
    await begin(NEW);
    await enter({ old: world.codeFor(OLD) });
    const addressChanges = createAddressChangesStore(openDatabase(world.dynamo, world.tablePrefix));
    const change = await addressChanges.get(member, sid);
    if (change === undefined) throw new Error('No change was begun.');
    await addressChanges.prove(change, 'new', change.newChallenge, 1);
    expect(await text('/address')).toContain(`<strong>${NEW}</strong> has agreed.`);
    changed(await enter({}));
  });
});

describe('receipts', () => {
  const atStripe = async () => {
    const { data } = await world.stripe.customers.list();
    return data.map(({ email }) => email);
  };

  async function change(): Promise<void> {
    await world.signIn(reader, OLD);
    world.clock.advance(60);
    await begin(NEW);
    changed(await enter({ old: world.codeFor(OLD), new: world.codeFor(NEW) }));
  }

  beforeEach(async () => {
    await world.subscribe(reader, OLD);
    await world.settled();
  });

  test('follow to the new address, and nobody else becomes the customer’s member by it', async () => {
    await change();
    expect(await atStripe()).toEqual([OLD]);
    world.clock.advance(60);
    await world.settled();
    expect(await atStripe()).toEqual([NEW]);
    expect((await world.access(reader)).features).toContain('memos');
  });

  test('follow also where Stripe is away for a while', async () => {
    await change();
    world.double.control.fault({ kind: 'unavailable' });
    world.clock.advance(60);
    await world.settled();
    world.double.control.clearFaults();
    expect(await atStripe()).toEqual([OLD]);
    for (let hour = 0; hour < 3; hour += 1) {
      world.clock.advance(3600);
      await world.settled();
    }
    expect(await atStripe()).toEqual([NEW]);
  });

  test('stay where somebody has sent them by hand', async () => {
    const { data } = await world.stripe.customers.list();
    await world.stripe.customers.update(data[0]?.id ?? '', { email: 'accounts@example.org' });
    await change();
    world.clock.advance(60);
    await world.settled();
    expect(await atStripe()).toEqual(['accounts@example.org']);
  });

  test('stay with the old address where the change came to nothing', async () => {
    await world.signIn(reader, OLD);
    const { data } = await world.stripe.customers.list();
    const { member } = await world.access(reader);
    const message = {
      kind: 'address',
      customer: data[0]?.id ?? '',
      member: member as MemberId,
      from: OLD,
    } as const;
    await world.service.syncQueue.send(message);
    await world.settled();
    expect(await atStripe()).toEqual([OLD]);
  });
});

function claims(accessToken: string) {
  const [, payload = ''] = accessToken.split('.');
  const { sub, sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
    sub: `mem_${string}`;
    sid: string;
  };
  return { member: sub, sid };
}

describe('an address that was mistyped when paying', () => {
  beforeEach(async () => {
    await world.subscribe(reader, OLD);
    world.clock.advance(60);
  });

  test('is corrected with a code to the right one, and the mistyped one is mailed nothing', async () => {
    const { member } = await world.access(reader);
    expect(await text('')).toContain('Was the address mistyped?');
    const form = await text('/address/new');
    expect(form).toContain('a…@example.com');
    expect(form).not.toContain(OLD);
    await begin(NEW);
    changed(await enter({ new: world.codeFor(NEW) }));
    expect(world.outbox.to(OLD)).toEqual([]);
    expect(await text('')).toContain(`<dd>${NEW}</dd>`);
    const access = await world.access(reader);
    expect(access.member).toBe(member);
    expect(access.features).toEqual(expect.arrayContaining(['memos', 'registered']));
    const mistyped = world.reader();
    await world.signIn(mistyped, OLD);
    expect((await world.access(mistyped)).features).toEqual(['registered']);
  });

  test('every other session of the member is over after that first proof', async () => {
    const before = reader.cookie('gatefold_session', '/v1') ?? '';
    await begin(NEW);
    changed(await enter({ new: world.codeFor(NEW) }));
    const app = await fetch(`${world.issuer}/v1/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token: before }),
    });
    expect(await refusalOf(app)).toBe('401 session_ended');
  });

  test('belongs to somebody else: nothing is joined, and both keep what they have', async () => {
    const owner = world.reader();
    await world.signIn(owner, NEW);
    const { member } = await world.access(owner);
    await begin(NEW);
    const refused = await enter({ new: world.codeFor(NEW) });
    expect(await pageRefusalOf(refused)).toBe('409 address_taken');
    expect((await world.access(owner)).features).toEqual(['registered']);
    const access = await world.access(reader);
    expect(access.member).not.toBe(member);
    expect(access.features).toContain('memos');
  });
});
